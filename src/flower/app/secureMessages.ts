import type { ClientMessage, ServerMessage } from '../../secureAggregation/protocol/messages';
import { configRecord } from '../wire/objects/records';
import type { ConfigValue, Records } from '../wire/objects/records';
import type { AppReply } from './clientApp';

/*
 * Messages of secure aggregation in Flower's: each is the config record `secure`, without lists that are
 * empty; the bytes of a masked vector are the array `input` of type uint8. The server app's
 * secure/records.py writes and reads the same.
 */

const record = 'secure';

/** The lists of the server's messages. */
const lists: Readonly<Record<ServerMessage['stage'], readonly string[]>> = {
  setup: [],
  directory: ['indices', 'cipherKeys', 'maskKeys', 'signatures'],
  envelopes: ['from', 'envelopes'],
  survivors: ['survivors'],
  proofs: ['from', 'proofs'],
};

/**
 * The server's message in a request. Fields are not checked here: the protocol's client does.
 *
 * @param stage what the message's type says
 */
export function receivedMessage<Stage extends ServerMessage['stage']>(
  stage: Stage,
  records: Records,
): Extract<ServerMessage, { stage: Stage }> & Readonly<Record<string, unknown>> {
  const found = records.get(record);
  const values = found?.kind === 'configs' ? found.values : new Map<string, ConfigValue>();
  const empty = lists[stage].map((name) => [name, []] as const);
  const given = [...values].map(([name, value]) => [name, whole(value)] as const);
  return Object.fromEntries<unknown>([...empty, ...given]) as ReturnType<
    typeof receivedMessage<Stage>
  >;
}

/** A client's message as a reply. */
export function sentMessage(message: ClientMessage): AppReply {
  const fields = Object.entries<unknown>({ ...message }).filter(([name]) => name !== 'values');
  const kept = fields.filter(([, value]) => !(Array.isArray(value) && value.length === 0));
  const values = kept.map(([name, value]) => [name, bigWhole(value)] as const);
  const records = new Map([[record, configRecord(new Map(values))]]);
  if (message.stage !== 'input') return { records };
  const { values: data } = message;
  return { records, arrays: new Map([['input', { dtype: 'uint8', shape: [data.length], data }]]) };
}

/** Flower's whole numbers are `bigint`. */
function whole(value: ConfigValue): unknown {
  if (Array.isArray(value)) return value.map(whole);
  return typeof value === 'bigint' ? Number(value) : value;
}

function bigWhole(value: unknown): ConfigValue {
  if (Array.isArray(value)) return value.map(bigWhole) as unknown as ConfigValue;
  return typeof value === 'number' ? BigInt(value) : (value as ConfigValue);
}
