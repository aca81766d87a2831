import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { command, readJson, readMetrics } from './command';

const small = [
  ...['--clients', '20', '--clients-per-round', '4', '--batch-size', 'full', '--rounds', '2'],
  ...['--model', 'softmax', '--quiet'],
];
/** Numbers of the model. */
const size = 7850;

async function run(folder: string, ...options: string[]) {
  const { code, err } = await command([...small, ...options, '--out', folder]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return readMetrics(folder);
}

test('encoded both ways, a run counts its bytes, and resumes to the same bits', async () => {
  await withTemporaryFolder(async (parent) => {
    const [whole, parts] = [join(parent, 'whole'), join(parent, 'parts')];
    const codec = ['--codec', 'topk', '--top-k', '0.05', '--error-feedback', '--deflate'];
    const both = [...codec, '--broadcast-codec', 'quantized', '--broadcast-bits', '6'];
    // All clients in each round, so that everybody has something to feed back.
    const records = await run(whole, ...both, '--clients-per-round', '20');
    await run(parts, ...both, '--clients-per-round', '20', '--rounds', '1');
    const resumed = await command(['--resume', '--rounds', '2', '--quiet', '--out', parts]);
    expect(resumed.code).toBe(0);
    const weights = (folder: string) => readFileSync(join(folder, 'weights.npz'));
    expect(weights(parts).equals(weights(whole))).toBe(true);
    const [first, second] = records;
    expect(first.bytesDown).toBe(20 * 4 * size);
    // 5 bytes, 8 for each of two tensors, 6 bits a number.
    expect(second.bytesDown).toBe(20 * (5 + 8 * 2 + Math.ceil((6 * size) / 8)));
    expect(second.bytesUp).toBeLessThan(20 * 4 * size * 0.08);
    expect(second.measures).toMatchObject({ 'broadcast/error': expect.any(Number) as number });
    expect(second.measures!['topk+deflate-feedback/kept']).toBeGreaterThan(0);
    expect(readJson(whole, 'config.json')).toMatchObject({ codec: 'topk', topK: 0.05 });
  });
});

test('under masks, fewer bits and fewer numbers take fewer bytes', async () => {
  await withTemporaryFolder(async (parent) => {
    const secure = ['--secure-aggregation', '--secure-range', '0.5', '--rounds', '1'];
    const up = async (name: string, ...options: string[]) =>
      (await run(join(parent, name), ...secure, ...options))[0].bytesUp;
    // The sum of 4 clients' numbers of 6 bits needs 8 bits, of 16 bits 24.
    const rotated = await up('rotated', '--codec', 'rotated', '--bits', '6');
    const some = await up('some', '--codec', 'randomk', '--top-k', '0.1');
    expect(rotated - some).toBe(4 * (size - (3 * size) / 10));
    expect(readJson(join(parent, 'rotated'), 'config.json')).toMatchObject({ secureBits: 6 });
  });
});
