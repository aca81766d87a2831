import type { Payload } from '../../updates/updateTransform';
import { configRecord } from '../wire/objects/records';
import type { ConfigValue, Records } from '../wire/objects/records';
import type { UpdateTransform } from '../../updates/updateTransform';
import type { AppReply } from './clientApp';

/*
 * An update as bytes on the wire: the array `update` of type uint8, and a record `codec` whose `name` is
 * the encoding's. The server app's codecs.py reads it.
 */

/** The name of the record that names an encoding. */
const record = 'codec';

/** The names of the encodings that the server can read. */
function codecsOf(config: ReadonlyMap<string, ConfigValue>): readonly string[] {
  const names = config.get('codecs');
  return typeof names === 'string' ? names.split(',') : [];
}

/**
 * The transforms without a codec that the server cannot read, because its config does not name it.
 *
 * @param tell receives a sentence about it
 */
export function readableBy(
  config: ReadonlyMap<string, ConfigValue>,
  transforms: readonly UpdateTransform[],
  tell: (text: string) => void,
): readonly UpdateTransform[] {
  const known = codecsOf(config);
  return transforms.filter(({ wire }) => {
    if (wire === undefined || known.includes(wire)) return true;
    const others = known.length > 0 ? `only ${known.join(', ')}` : 'nor any other';
    tell(`the server does not know the codec ${wire}, ${others}: the model is sent whole`);
    return false;
  });
}

/** The parts of a reply that hold an encoded update. */
export function encoded({ codec, bytes }: Payload): Pick<AppReply, 'arrays' | 'records'> {
  return {
    arrays: new Map([['update', { dtype: 'uint8', shape: [bytes.length], data: bytes }]]),
    records: new Map([[record, configRecord({ name: codec })]]),
  };
}

/** The encoded update that a reply holds, if it holds one. */
export function payloadIn(records: Records): Payload | undefined {
  const named = records.get(record);
  const codec = named?.kind === 'configs' ? named.values.get('name') : undefined;
  if (typeof codec !== 'string') return undefined;
  for (const found of records.values()) {
    const update = found.kind === 'arrays' ? found.arrays.get('update') : undefined;
    if (update?.dtype === 'uint8') return { codec, bytes: update.data };
  }
  return undefined;
}
