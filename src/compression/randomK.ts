import { makeCodec } from './codec';
import type { Codec } from './codec';
import { ByteReader, ByteWriter } from './primitives/bytes';
import { clamped } from './primitives/finite';
import { checkPortion, countOf, randomPositions } from './primitives/select';
import type { Portion } from './primitives/select';

/** How many numbers are sent, and what becomes of them. Either a share or a count. */
export interface RandomKOptions extends Portion {
  /**
   * Whether the server multiplies them by d/k, so that the expectation of what it sees is the update.
   * Set it to false inside `errorFeedback`. Default true.
   */
  readonly unbiased?: boolean;
}

/**
 * Sends k of an update's d numbers at random positions, and the seed that the positions follow from; the
 * server takes the others for 0. Multiplied by d/k it is unbiased, and the expectation of the squared error
 * is d/k − 1 of the squared norm. As they are, it is 1 − k/d (Stich et al. 2018, Lemma A.1). Plus the rounding
 * to float32.
 *
 * An update takes 9 bytes and 4 for each number that is sent.
 *
 * ```ts
 * const transforms = [fl.compression.randomK({ share: 0.1 })];
 * ```
 *
 * @throws ArgumentError for a share outside (0, 1], a count below 1, and when it meets a model that has
 * fewer numbers than the count
 */
export function randomK(options: RandomKOptions): Codec {
  const { unbiased = true } = options;
  checkPortion(options);
  return makeCodec({
    name: 'randomk',
    unbiased,
    encode(vector, { rng }) {
      const count = countOf(options, vector.length);
      const writer = new ByteWriter(9 + 4 * count);
      const seed = rng.uint32();
      writer.uint32(seed);
      writer.uint8(unbiased ? 1 : 0);
      writer.uint32(count);
      const positions = randomPositions(seed, vector.length, count);
      for (let i = 0; i < count; i++) writer.float32(vector[positions[i]]);
      return writer.written();
    },
    decode(bytes, { size }) {
      const reader = new ByteReader('randomk', bytes);
      const seed = reader.uint32('seed');
      const scaled = reader.uint8('mark of scaling', 0, 1) === 1;
      const count = reader.uint32('count', Math.min(1, size), size);
      const values = reader.floats(count);
      reader.end();
      const positions = randomPositions(seed, size, count);
      const scale = scaled ? size / count : 1;
      const vector = new Float32Array(size);
      for (let i = 0; i < count; i++) {
        vector[positions[i]] = clamped(values[i] * scale);
      }
      return vector;
    },
  });
}
