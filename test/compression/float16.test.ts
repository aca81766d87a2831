import { float16 } from '../../src/compression/float16';
import { clientMoment } from '../support/clientMoment';

function sent(values: readonly number[]) {
  const update = Float32Array.from(values);
  const result = float16().client(update, clientMoment(update.length));
  return { update, ...result };
}

test('numbers are rounded to halves, which take two bytes each', () => {
  const { update, bytes, measures, payload } = sent([0.1, 1, -2, 0]);
  // numpy.float16(0.1) -> 0.09998, bits 0x2e66; 1 -> 0x3c00; -2 -> 0xc000
  expect(Array.from(update)).toEqual([0.0999755859375, 1, -2, 0]);
  expect(bytes).toBe(8);
  expect(measures!.error).toBeCloseTo((0.1 - 0.0999755859375) ** 2 / 5.01, 12);
  expect(payload!.codec).toBe('float16');
  expect([...payload!.bytes]).toEqual([0x66, 0x2e, 0x00, 0x3c, 0x00, 0xc0, 0, 0]);
});

test('numbers beyond the largest half become the largest half', () => {
  expect(Array.from(sent([1e6, -70_000, 65_504]).update)).toEqual([65_504, -65_504, 65_504]);
});
