/** The number of elements of an array of this shape; not a safe integer if there are too many. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
