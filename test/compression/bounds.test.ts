import fc from 'fast-check';
import {
  deflated,
  drive,
  errorFeedback,
  float16,
  lowRank,
  qsgd,
  quantized,
  randomK,
  rotated,
  ternGrad,
  topK,
} from '../../src/compression';
import type { Codec } from '../../src/compression';
import { relativeError } from '../../src/compression/codec';
import { blockLengths } from '../../src/compression/primitives/hadamard';
import { parameterSpec } from '../../src/core/parameters';
import type { ParameterSpec } from '../../src/core/parameters';
import { codecMoment, normalUpdate, updates } from '../support/codecs';

/** Half a unit in the last place of a float32 number, or of the smallest. */
const rounding = (value: number): number => Math.max(2 ** -24 * Math.abs(value), 2 ** -150);

const norm = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));

function sent(codec: Codec, update: Float32Array, spec: ParameterSpec, seed: number) {
  const bytes = codec.encode(update, codecMoment(spec, seed));
  return { bytes: bytes.length, decoded: codec.decode(bytes, spec) };
}

type Check = (
  sent: { readonly bytes: number; readonly decoded: Float32Array },
  update: Float32Array,
  spec: ParameterSpec,
) => void;

/** As Jest's, which takes too long for each number. */
function atMost(value: number, bound: number): void {
  if (!(value <= bound)) throw new Error(`${value} is not at most ${bound}`);
}

/** Holds a codec to what it says about any update. */
function holds(codec: Codec, check: Check): void {
  fc.assert(
    fc.property(updates, ({ spec, update, seed }) => {
      check(sent(codec, update, spec, seed), update, spec);
    }),
    { seed: 2, numRuns: 100 },
  );
}

/** Vectors of one tensor, as the spec says, without the empty ones. */
const tensorsOf = (spec: ParameterSpec) => spec.tensors.filter(({ size }) => size > 0);

test('float16: 2^−11 of a number, 2^−25 if it is small', () => {
  holds(float16(), ({ bytes, decoded }, update) => {
    expect(bytes).toBe(2 * update.length);
    update.forEach((value, i) => {
      const within = Math.max(-65504, Math.min(65504, value));
      const bound = Math.max(2 ** -11 * Math.abs(within), 2 ** -25);
      atMost(Math.abs(decoded[i] - within), bound);
    });
  });
});

test.each([1, 2, 5, 8, 13, 16])('quantized to %i bits: one step, or half of one', (bits) => {
  const threshold = 6;
  for (const rule of ['stochastic', 'nearest'] as const) {
    holds(quantized({ bits, rounding: rule, threshold }), ({ bytes, decoded }, update, spec) => {
      const ranged = tensorsOf(spec).filter(({ size }) => size >= threshold);
      const count = ranged.reduce((sum, { size }) => sum + size, 0);
      const plain = spec.size - count;
      expect(bytes).toBe(5 + 8 * ranged.length + Math.ceil((bits * count) / 8) + 4 * plain);
      for (const { offset, size } of tensorsOf(spec)) {
        const values = update.subarray(offset, offset + size);
        const step = (Math.max(...values) - Math.min(...values)) / (2 ** bits - 1);
        const share = size < threshold ? 0 : rule === 'nearest' ? 0.5 : 1;
        values.forEach((value, i) => {
          const found = decoded[offset + i];
          const bound = share * step * (1 + 1e-9) + rounding(found);
          atMost(Math.abs(found - value), bound);
        });
      }
    });
  }
});

test.each([1, 3, 16])(
  'rotated, %i bits: a step of each block, as long as twice its norm',
  (bits) => {
    holds(rotated({ bits }), ({ bytes, decoded }, update) => {
      const lengths = blockLengths(update.length);
      const packed = Math.ceil((bits * update.length) / 8);
      expect(bytes).toBe(5 + 16 * lengths.length + packed);
      eachBlock(update, (start, end) => {
        const block = update.subarray(start, end);
        const step = (2 * norm(block)) / (2 ** bits - 1);
        const error = norm(Array.from(block, (value, i) => value - decoded[start + i]));
        const bound = Math.sqrt(end - start) * step + norm(block.map(rounding));
        atMost(error, bound * (1 + 1e-6) + 1e-44);
      });
    });
  },
);

function eachBlock(update: Float32Array, visit: (start: number, end: number) => void): void {
  let start = 0;
  for (const length of blockLengths(update.length)) {
    visit(start, start + length);
    start += length;
  }
}

test.each([1, 2, 4])('rotated, %i bits: the mean error keeps to the theorem', (bits) => {
  const size = 256;
  const spec = parameterSpec([{ name: 'w', shape: [size] }]);
  // One large number among small ones, which no rounding without a rotation survives.
  const update = normalUpdate(size, 4, 0.01).fill(1, 7, 8);
  const errors = Array.from({ length: 200 }, (_, seed) =>
    relativeError(update, sent(rotated({ bits }), update, spec, seed).decoded),
  );
  const mean = errors.reduce((sum, error) => sum + error) / errors.length;
  expect(mean).toBeLessThan((2 * Math.log(size) + 2) / (2 ** bits - 1) ** 2);
  expect(mean).toBeGreaterThan(0.05 / (2 ** bits - 1) ** 2);
});

test('drive: both scales have the error that they say, π/2 − 1 and 1 − 2/π in large blocks', () => {
  const size = 2 ** 13;
  const spec = parameterSpec([{ name: 'w', shape: [size] }]);
  // Heavy tails: cubes of normal numbers.
  const update = normalUpdate(size, 5).map((value) => value ** 3);
  const least = sent(drive({ scale: 'leastError' }), update, spec, 1);
  const unbiased = sent(drive(), update, spec, 1);
  expect(least.bytes).toBe(4 + 8 + size / 8);
  const [a, b] = [least, unbiased].map(({ decoded }) => relativeError(update, decoded));
  // a = 1 − l and b = 1/l − 1 for the same l = ‖Rx‖₁² / (d ‖x‖²).
  expect(1 / (1 - a) - 1).toBeCloseTo(b, 5);
  expect(a).toBeCloseTo(1 - 2 / Math.PI, 1.5);
  expect(b).toBeCloseTo(Math.PI / 2 - 1, 1.5);
});

test('drive: the error is never larger than the update with the scale of the least error', () => {
  holds(drive({ scale: 'leastError' }), ({ bytes, decoded }, update) => {
    expect(bytes).toBe(4 + 8 * blockLengths(update.length).length + Math.ceil(update.length / 8));
    const error = norm(update.map((value, i) => value / 4 - decoded[i] / 4));
    expect(error).toBeLessThanOrEqual(
      (norm(update.map((value) => value / 4)) + 1e-43) * (1 + 1e-6),
    );
  });
});

test('drive: errors cancel out in a mean over rotations of a large block', () => {
  const size = 1024;
  const spec = parameterSpec([{ name: 'w', shape: [size] }]);
  const update = normalUpdate(size, 6).map((value) => value ** 3);
  const draws = 400;
  const mean = new Float32Array(size);
  for (let seed = 0; seed < draws; seed++) {
    sent(drive(), update, spec, seed).decoded.forEach((value, i) => (mean[i] += value / draws));
  }
  // Independent errors of 0.57 of the norm each leave 0.57 / 400 of it; a bias would stay.
  expect(relativeError(update, mean)).toBeLessThan((2 * (Math.PI / 2 - 1)) / draws);
});

test.each([
  [2, undefined],
  [4, 3],
  [8, undefined],
  [16, 512],
])('qsgd, %i bits, buckets of %p: a level of its bucket', (bits, bucket) => {
  const levels = 2 ** (bits - 1) - 1;
  holds(qsgd({ bits, bucket }), ({ bytes, decoded }, update, spec) => {
    const starts = tensorsOf(spec).map(({ offset }) => offset);
    if (bucket) {
      starts.splice(0);
      for (let start = 0; start < update.length; start += bucket) starts.push(start);
    }
    expect(bytes).toBe(5 + 8 * starts.length + Math.ceil((bits * update.length) / 8));
    starts.forEach((start, k) => {
      const values = update.subarray(start, starts[k + 1] ?? update.length);
      const level = norm(values) / levels;
      values.forEach((value, i) => {
        const found = decoded[start + i];
        const bound = level * (1 + 1e-9) + rounding(found);
        atMost(Math.abs(found - value), bound);
        atMost(-found * value, 0);
      });
    });
  });
});

test('qsgd: the mean error keeps to the lemma', () => {
  const size = 100;
  const spec = parameterSpec([{ name: 'w', shape: [size] }]);
  const update = normalUpdate(size, 7);
  for (const bits of [2, 4, 6]) {
    const levels = 2 ** (bits - 1) - 1;
    let mean = 0;
    for (let seed = 0; seed < 200; seed++) {
      mean += relativeError(update, sent(qsgd({ bits }), update, spec, seed).decoded) / 200;
    }
    expect(mean).toBeLessThan(Math.min(size / levels ** 2, Math.sqrt(size) / levels));
  }
});

test('ternGrad: the largest of the tensor, its opposite or 0; the mean error is what it says', () => {
  holds(ternGrad(), ({ bytes, decoded }, update, spec) => {
    expect(bytes).toBe(4 * tensorsOf(spec).length + Math.ceil(update.length / 5));
    for (const { offset, size } of tensorsOf(spec)) {
      const values = update.subarray(offset, offset + size);
      const largest = Math.max(...values.map(Math.abs));
      values.forEach((value, i) => {
        const found = decoded[offset + i];
        atMost(found === 0 || found === Math.sign(value) * largest ? 0 : 1, 0);
      });
    }
  });
  const spec = parameterSpec([{ name: 'w', shape: [4] }]);
  const update = Float32Array.of(2, -1, 0.5, 0);
  let total = 0;
  for (let seed = 0; seed < 2000; seed++) {
    const { decoded } = sent(ternGrad(), update, spec, seed);
    total += norm(update.map((value, i) => value - decoded[i])) ** 2;
  }
  // Σ |x| (2 − |x|) = 0 + 1 + 0.75 + 0; the standard error is about 0.02.
  expect(total / 2000).toBeGreaterThan(1.67);
  expect(total / 2000).toBeLessThan(1.83);
});

test('ternGrad: clipped to 2.5 standard deviations', () => {
  const spec = parameterSpec([{ name: 'w', shape: [100] }]);
  const update = new Float32Array(100).fill(50, 3, 4);
  const { decoded } = sent(ternGrad({ clip: 2.5 }), update, spec, 1);
  // numpy.array([50] + [0] * 99).std() * 2.5 -> 12.437
  expect(decoded[3]).toBeCloseTo(12.437, 3);
});

test('topK: no k numbers leave less behind, and at most 1 − k/d', () => {
  holds(topK({ share: 0.3 }), ({ decoded }, update) => {
    const count = update.length === 0 ? 0 : Math.max(1, Math.round(0.3 * update.length));
    const order = Array.from(update, Math.abs).sort((a, b) => b - a);
    const left = norm(update.map((value, i) => value - decoded[i]));
    expect(left).toBeCloseTo(norm(Float32Array.from(order.slice(count))), 6);
    decoded.forEach((value, i) => {
      if (value !== 0) atMost(Math.abs(value - update[i]), 0);
    });
    const share = update.length === 0 ? 0 : 1 - count / update.length;
    atMost(left ** 2, share * norm(update) ** 2 * (1 + 1e-9));
  });
});

test('randomK: k of the numbers, times d/k or as they are', () => {
  for (const unbiased of [true, false]) {
    holds(randomK({ share: 0.3, unbiased }), ({ bytes, decoded }, update) => {
      const count = update.length === 0 ? 0 : Math.max(1, Math.round(0.3 * update.length));
      const scale = unbiased ? update.length / count : 1;
      expect(bytes).toBe(9 + 4 * count);
      const kept = [...decoded.keys()].filter((i) => decoded[i] !== 0);
      atMost(kept.length, count);
      const largest = (2 - 2 ** -23) * 2 ** 127;
      for (const i of kept) {
        const product = Math.max(-largest, Math.min(largest, scale * update[i]));
        atMost(Math.abs(decoded[i] - Math.fround(product)), 0);
      }
    });
  }
});

test('lowRank: a projection', () => {
  holds(lowRank({ rank: 2 }), ({ bytes, decoded }, update, spec) => {
    atMost(bytes, 2 + 4 * spec.size);
    for (const { offset, size } of tensorsOf(spec)) {
      const values = update.subarray(offset, offset + size).map((value) => value / 16);
      const error = norm(values.map((value, i) => value - decoded[offset + i] / 16));
      atMost(error, norm(values) * (1 + 1e-5) + 1e-43);
    }
  });
});

test('lowRank: a matrix of that rank comes back, a convolution’s kernel among them', () => {
  const spec = parameterSpec([
    { name: 'kernel', shape: [20, 30] },
    { name: 'bias', shape: [30] },
    { name: 'conv', shape: [3, 3, 4, 16] },
  ]);
  const update = new Float32Array(spec.size);
  for (const [rank, scale] of [
    [1, 1],
    [3, 1e-38],
    [3, 1e37],
  ]) {
    const [a, b] = [normalUpdate(36 * rank, 1), normalUpdate(30 * rank, 2)];
    for (const { offset, size, shape } of spec.tensors) {
      const columns = shape.at(-1)!;
      for (let i = 0; i < size; i++) {
        const [row, column] = [Math.floor(i / columns), i % columns];
        let value = 0;
        for (let k = 0; k < rank; k++) value += a[row * rank + k] * b[column * rank + k];
        update[offset + i] = value * scale;
      }
    }
    const { bytes, decoded } = sent(lowRank({ rank }), update, spec, 1);
    expect(bytes).toBe(2 + 4 + 4 * rank * 50 + 4 * 30 + 4 + 4 * rank * 52);
    const shrunk = [update, decoded].map((vector) => vector.map((value) => value / scale));
    expect(relativeError(shrunk[0], shrunk[1])).toBeLessThan(1e-10);
  }
});

test('lowRank: what a client keeps brings it to the least error of any matrix of the rank', () => {
  const spec = parameterSpec([{ name: 'w', shape: [12, 9] }]);
  const update = Float32Array.from({ length: 108 }, (_, i) => Math.sin(i * i));
  const slots = new Map<string, Float32Array>();
  const errors = Array.from({ length: 200 }, (_, round) => {
    const bytes = lowRank({ rank: 2 }).encode(update, codecMoment(spec, round, slots));
    return relativeError(update, lowRank().decode(bytes, spec));
  });
  /*
   * import numpy as np
   * m = np.sin(np.arange(108.0) ** 2).astype(np.float32).reshape(12, 9).astype(float)
   * s = np.linalg.svd(m, compute_uv=False)
   * print((s[2:] ** 2).sum() / (s ** 2).sum())
   */
  expect(errors.at(-1)).toBeCloseTo(0.5587935541455847, 6);
  expect(errors[0]).toBeGreaterThan(errors.at(-1)!);
});

test.each([1, 0.5])('errorFeedback: nothing is lost for good, decay %p', (decay) => {
  const spec = parameterSpec([{ name: 'w', shape: [50] }]);
  const codec = errorFeedback(topK({ count: 3 }), { decay });
  expect(codec).toMatchObject({ name: 'topk-feedback', wire: 'topk', unbiased: false });
  const slots = new Map<string, Float32Array>();
  let expected = new Float32Array(50);
  for (let round = 0; round < 30; round++) {
    const update = normalUpdate(50, round);
    const sum = update.map((value, i) => value + decay * expected[i]);
    const { measures, payload } = codec.client(update, codecMoment(spec, round, slots));
    expected = sum.map((value, i) => value - update[i]);
    expect(slots.get('topk-feedback')).toEqual(expected);
    expect(measures!.kept).toBeCloseTo(norm(expected), 9);
    expect(payload!.codec).toBe('topk');
    expect(update.filter((value) => value !== 0)).toHaveLength(3);
  }
});

test('errorFeedback: without it the small numbers never arrive, with it their sum does', () => {
  const spec = parameterSpec([{ name: 'w', shape: [10] }]);
  const slots = new Map<string, Float32Array>();
  const total = new Float64Array(10);
  for (let round = 0; round < 400; round++) {
    const update = Float32Array.from({ length: 10 }, (_, i) => 1 / (1 + i));
    errorFeedback(topK({ count: 1 })).client(update, codecMoment(spec, round, slots));
    update.forEach((value, i) => (total[i] += value));
  }
  // What is kept is never more than a few rounds' worth.
  total.forEach((value, i) => {
    expect(Math.abs(value / 400 - 1 / (1 + i))).toBeLessThan(0.01);
  });
});

test('wrappers name the decoder of the bytes', () => {
  const names = (codec: Codec) => [codec.name, codec.wire];
  expect(names(deflated(topK({ count: 1 })))).toEqual(['topk+deflate', 'topk+deflate']);
  expect(names(errorFeedback(deflated(drive())))).toEqual([
    'drive+deflate-feedback',
    'drive+deflate',
  ]);
  expect(names(deflated(errorFeedback(drive())))).toEqual([
    'drive-feedback+deflate',
    'drive+deflate',
  ]);
});

test('deflated: fewer bytes where most numbers are 0, and the same update', () => {
  const spec = parameterSpec([{ name: 'w', shape: [10_000] }]);
  const update = normalUpdate(10_000, 1);
  const plain = sent(qsgd({ bits: 4 }), update, spec, 1);
  const small = sent(deflated(qsgd({ bits: 4 })), update, spec, 1);
  expect(small.decoded).toEqual(plain.decoded);
  // QSGD leaves about s √n = 700 numbers that are not 0.
  expect(small.bytes).toBeLessThan(plain.bytes / 4);
});

test('deflated: a small message that unpacks to a large one is refused', async () => {
  const { deflateRawSync } = await import('node:zlib');
  const spec = parameterSpec([{ name: 'w', shape: [10] }]);
  const bomb = deflateRawSync(new Uint8Array(1e6));
  expect(() => deflated(float16()).decode(bomb, spec)).toThrow('must be in the DEFLATE format');
});

const refusals: readonly [make: () => unknown, problem: string][] = [
  [() => quantized({ bits: 0 }), 'bits must be a whole number between 1 and 16, got 0'],
  [() => quantized({ bits: 17 }), 'bits must be a whole number between 1 and 16, got 17'],
  [() => quantized({ threshold: -1 }), 'threshold must be a whole number'],
  [
    () => quantized({ rounding: 'up' as 'nearest' }),
    "rounding must be 'stochastic' or 'nearest', got \"up\"",
  ],
  [() => rotated({ bits: 1.5 }), 'bits must be a whole number between 1 and 16, got 1.5'],
  [() => drive({ scale: 'x' as 'unbiased' }), 'scale must be'],
  [() => qsgd({ bits: 1 }), 'bits must be a whole number between 2 and 16, got 1'],
  [() => qsgd({ bucket: 0 }), 'bucket must be a whole number between 1'],
  [() => ternGrad({ clip: 0 }), 'clip must be > 0, got 0'],
  [() => topK({ share: 0 }), 'share must be > 0 and at most 1, got 0'],
  [() => topK({ share: 1.01 }), 'share must be > 0 and at most 1, got 1.01'],
  [() => topK({ count: 0 }), 'count must be a whole number between 1'],
  [() => topK({}), 'share must be given, or count, and not both, got undefined'],
  [() => randomK({ share: 0.1, count: 2 }), 'share must be given, or count, and not both, got 0.1'],
  [() => topK({ count: 1, valueBits: 7 as 8 }), 'valueBits must be 8, 16 or 32, got 7'],
  [() => lowRank({ rank: 0 }), 'rank must be a whole number between 1 and 65535, got 0'],
  [() => errorFeedback(drive(), { decay: 0 }), 'decay must be > 0 and at most 1, got 0'],
];

test.each(refusals.map(([make, problem]) => [problem, make] as const))('%s', (problem, make) => {
  expect(make).toThrow(problem);
});

test.each([topK({ count: 11 }), randomK({ count: 11 })])(
  'a count of more numbers than there are is refused when the model is known',
  (codec) => {
    const spec = parameterSpec([{ name: 'w', shape: [10] }]);
    expect(() => codec.encode(new Float32Array(10), codecMoment(spec, 1))).toThrow(
      "count must be at most the model's size, 10, got 11",
    );
  },
);
