import type { Payload } from '../../updates/updateTransform';
import { configRecord } from '../wire/objects/records';
import type { ConfigValue } from '../wire/objects/records';
import type { AppReply } from './clientApp';

/*
 * An update as bytes on the wire: the array `update` of type uint8, and a record `codec` whose `name` is
 * the encoding's. The server app's package codecs reads it.
 */

/** The names of the encodings that the server can read. */
export function codecsOf(config: ReadonlyMap<string, ConfigValue>): readonly string[] {
  const names = config.get('codecs');
  return typeof names === 'string' ? names.split(',') : [];
}

/** The parts of a reply that hold an encoded update. */
export function encoded({ codec, bytes }: Payload): Pick<AppReply, 'arrays' | 'records'> {
  return {
    arrays: new Map([['update', { dtype: 'uint8', shape: [bytes.length], data: bytes }]]),
    records: new Map([['codec', configRecord({ name: codec })]]),
  };
}
