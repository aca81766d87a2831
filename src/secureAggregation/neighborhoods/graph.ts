import { Buffer } from '../../platform/bytes';
import { randomBytes } from '../primitives/crypto';

/**
 * Each client's neighborhood, itself included, in ascending order: everybody or, with `neighbors`, the
 * Harary graph in which clients stand in a random circle and each knows as many to its left as to its
 * right (Bell et al. 2020, section 3). Whatever some clients conspire to do, they do not choose their
 * neighbors; the server does, and is trusted not to choose them for its accomplices.
 *
 * @param indices of the clients
 * @param neighbors even; everybody if there are no more than that
 */
export function neighborhoodsOf(
  indices: readonly number[],
  neighbors = Infinity,
): ReadonlyMap<number, readonly number[]> {
  const { length } = indices;
  if (neighbors >= length - 1) return new Map(indices.map((index) => [index, indices]));
  const circle = shuffled(indices);
  const half = neighbors / 2;
  return new Map(
    circle.map((index, i) => {
      const around = Array.from(
        { length: neighbors + 1 },
        (_, k) => circle[(i + k - half + length) % length],
      );
      return [index, around.sort((a, b) => a - b)];
    }),
  );
}

/** In random order, from the system's generator: 48 bits to sort by each. */
function shuffled(indices: readonly number[]): readonly number[] {
  const bytes = Buffer.from(randomBytes(6 * indices.length));
  return indices
    .map((index, i) => [bytes.readUIntBE(6 * i, 6), index])
    .sort(([a], [b]) => a - b)
    .map(([, index]) => index);
}
