import { createHash } from 'node:crypto';
import { release, releasable } from '../../../../src/flower/wire/objects/releasable';

test('large memory is emptied, with all of its views', () => {
  const memory = releasable(2 ** 20);
  expect(memory).toHaveLength(2 ** 20);
  expect(memory.every((byte) => byte === 0)).toBe(true);
  const view = memory.subarray(10, 20);
  release(view);
  expect(memory).toHaveLength(0);
  expect(view).toHaveLength(0);
  release(view);
});

test('memory that is not releasable stays unchanged', () => {
  for (const memory of [releasable(3), new Uint8Array(2 ** 20)]) {
    memory[2] = 5;
    release(memory);
    expect(memory[2]).toBe(5);
  }
});

test('what is written into it is hashed and copied like other bytes', () => {
  const [memory, plain] = [releasable(2 ** 20 + 1), new Uint8Array(2 ** 20 + 1)];
  for (const bytes of [memory, plain]) bytes.set([1, 2, 3], 2 ** 20 - 2);
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  expect(hash(memory)).toBe(hash(plain));
  expect(Buffer.from(memory).equals(plain)).toBe(true);
});
