/** The bytes of an IDX file: magic number, dimensions, then the content. */
export function idxBytes(
  magic: number,
  dimensions: readonly number[],
  content: readonly number[],
): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(magic, 0);
  dimensions.forEach((dimension, i) => header.writeUInt32BE(dimension, 4 + 4 * i));
  return Buffer.concat([header, Buffer.from(content)]);
}

/** The content of an IDX matrix of int32, row after row. */
export function int32Bytes(values: readonly number[]): number[] {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeInt32BE(value, 4 * i));
  return [...bytes];
}
