import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** The values of one feature: one of the three lists of `tf.train.Feature`. */
export type Feature =
  | { readonly kind: 'bytes'; readonly values: readonly Uint8Array[] }
  | { readonly kind: 'float' | 'int64'; readonly values: readonly number[] };

/**
 * Reads a serialized `tf.train.Example` (tensorflow/core/example/example.proto):
 * `Example.features = 1`, `Features.feature = 1` (a map: key = 1, value = 2),
 * `Feature.{bytes_list = 1, float_list = 2, int64_list = 3}`, each list's `value = 1`, packed or
 * not. Fields may come in any order, and unknown ones are skipped; if a key occurs twice, the last
 * one counts, as in any protobuf map.
 *
 * @throws Error if the bytes are not such a message
 */
export function parseExample(bytes: Uint8Array): ReadonlyMap<string, Feature> {
  const features = new Map<string, Feature>();
  eachMessage(bytes, 1, (list) => {
    eachMessage(list, 1, (entry) => {
      const reader = new BinaryReader(entry);
      let key = '';
      let feature: Feature | undefined;
      while (reader.pos < reader.len) {
        const [field, type] = reader.tag();
        if (field === 1 && type === WireType.LengthDelimited) key = reader.string();
        else if (field === 2 && type === WireType.LengthDelimited) {
          feature = parseFeature(reader.bytes());
        } else reader.skip(type, field);
      }
      if (feature) features.set(key, feature);
    });
  });
  return features;
}

function parseFeature(bytes: Uint8Array): Feature | undefined {
  const reader = new BinaryReader(bytes);
  let feature: Feature | undefined;
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type !== WireType.LengthDelimited || field < 1 || field > 3) {
      reader.skip(type, field);
    } else if (field === 1) {
      const values: Uint8Array[] = [];
      eachMessage(reader.bytes(), 1, (value) => values.push(value));
      feature = { kind: 'bytes', values };
    } else if (field === 2) {
      const values = parseNumbers(reader.bytes(), WireType.Bit32, (r) => r.float());
      feature = { kind: 'float', values };
    } else {
      const values = parseNumbers(reader.bytes(), WireType.Varint, (r) => Number(r.int64()));
      feature = { kind: 'int64', values };
    }
  }
  return feature;
}

/** The numbers of field 1, packed into one chunk, one per field, or both. */
function parseNumbers(
  bytes: Uint8Array,
  single: WireType,
  read: (reader: BinaryReader) => number,
): number[] {
  const values: number[] = [];
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1 && type === single) values.push(read(reader));
    else if (field === 1 && type === WireType.LengthDelimited) {
      const packed = new BinaryReader(reader.bytes());
      while (packed.pos < packed.len) values.push(read(packed));
    } else reader.skip(type, field);
  }
  return values;
}

/** Calls `body` with the content of each length-delimited field with this number. */
function eachMessage(bytes: Uint8Array, wanted: number, body: (content: Uint8Array) => void): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === wanted && type === WireType.LengthDelimited) body(reader.bytes());
    else reader.skip(type, field);
  }
}
