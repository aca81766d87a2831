import type { Payload, UpdateTransform } from '../../updates/updateTransform';
import { arrayRecord } from '../wire/objects/records';
import type { ConfigValue, Records } from '../wire/objects/records';
import type { AppReply } from './clientApp';

/*
 * An update as bytes on the wire: a record `update` of one array of type uint8, whose name is the encoding's.
 * The server app's package codecs reads it. (A record of the name alone would be the same object for all clients, and
 * a SuperLink takes each object once: the messages of all but one client would not be whole.)
 */

const record = 'update';

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

/** The part of a reply that holds an encoded update. */
export function encoded({ codec, bytes }: Payload): Pick<AppReply, 'records'> {
  const array = { dtype: 'uint8', shape: [bytes.length], data: bytes } as const;
  return { records: new Map([[record, arrayRecord(new Map([[codec, array]]))]]) };
}

/** The encoded update that a reply holds, if it holds one. */
export function payloadIn(records: Records): Payload | undefined {
  const found = records.get(record);
  if (found?.kind !== 'arrays' || found.arrays.size !== 1) return undefined;
  const [[codec, array]] = found.arrays;
  return array.dtype === 'uint8' ? { codec, bytes: array.data } : undefined;
}
