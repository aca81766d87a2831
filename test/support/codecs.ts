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
import { parameterSpec } from '../../src/core/parameters';
import type { ParameterSpec } from '../../src/core/parameters';
import { Rng } from '../../src/core/rng';
import type { ClientMoment } from '../../src/updates/updateTransform';
import { clientMoment } from './clientMoment';

/** Each codec, in several settings. */
export const codecs: Readonly<Record<string, Codec>> = {
  float16: float16(),
  'quantized to 8 bits': quantized(),
  'quantized to 1 bit': quantized({ bits: 1, threshold: 5 }),
  'quantized to the nearest of 16 bits': quantized({ bits: 16, rounding: 'nearest' }),
  'rotated, 3 bits': rotated({ bits: 3 }),
  drive: drive(),
  'drive with the least error': drive({ scale: 'leastError' }),
  'qsgd, 8 bits': qsgd(),
  'qsgd, 3 bits, buckets of 4': qsgd({ bits: 3, bucket: 4 }),
  ternGrad: ternGrad(),
  'ternGrad with clipping': ternGrad({ clip: 2.5 }),
  'topK, a share of 0.1': topK({ share: 0.1 }),
  'topK, halves': topK({ share: 0.5, valueBits: 16 }),
  'topK, 8 bits': topK({ share: 0.02, valueBits: 8 }),
  randomK: randomK({ share: 0.3 }),
  'randomK, unscaled': randomK({ share: 0.3, unbiased: false }),
  'lowRank, 1': lowRank({ rank: 1 }),
  'lowRank, 3': lowRank({ rank: 3 }),
  'errorFeedback of topK': errorFeedback(topK({ share: 0.2 })),
  'deflated qsgd': deflated(qsgd({ bits: 4 })),
  'deflated float16': deflated(float16()),
};

/** A client's round whose slots are a map. */
export function codecMoment(
  spec: ParameterSpec,
  seed: number,
  slots = new Map<string, Float32Array>(),
): ClientMoment {
  return {
    ...clientMoment(spec.size),
    spec,
    rng: Rng.fromSeed(seed),
    slot: (name) => slots.get(name),
    keep: (name, vector) => slots.set(name, vector),
  };
}

/** Models of up to three tensors of up to three dimensions, some of them empty. */
export const specs: fc.Arbitrary<ParameterSpec> = fc
  .array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }), { maxLength: 3 })
  .map((shapes) => parameterSpec(shapes.map((shape, i) => ({ name: `w${i}`, shape }))));

const numbers: readonly fc.Arbitrary<number>[] = [
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, min: -1, max: 1 }),
  fc.constantFrom(0, -0, 2 ** -149, -(2 ** -140), 1e-30, 3e38, -3.4e38, 65_504, 1),
];

/** A model with an update of it: numbers of all magnitudes, of one magnitude, special ones, or all the same. */
export const updates: fc.Arbitrary<{ spec: ParameterSpec; update: Float32Array; seed: number }> = fc
  .tuple(specs, fc.constantFrom(...numbers), fc.boolean(), fc.nat())
  .chain(([spec, number, constant, seed]) =>
    fc
      .array(number, { minLength: constant ? 1 : spec.size, maxLength: constant ? 1 : spec.size })
      .map((values) => ({
        spec,
        seed,
        update: Float32Array.from({ length: spec.size }, (_, i) => values[constant ? 0 : i]),
      })),
  );

/** Numbers as in an update: normal, with a standard deviation. */
export function normalUpdate(size: number, seed: number, deviation = 1): Float32Array {
  const rng = Rng.fromSeed(seed);
  return Float32Array.from({ length: size }, () => deviation * rng.normal());
}
