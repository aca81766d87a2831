import { ArgumentError, FederatedError } from '../../core/errors';
import { arrayRecord, metricRecord } from '../wire/objects/records';
import type { ConfigValue, FlowerRecord, MetricValue, Records } from '../wire/objects/records';
import type { NdArray } from '../wire/objects/ndArray';

/** A setting of a node or a run. */
export type Setting = string | number | bigint | boolean;

/** What a client app knows besides the message. */
export interface AppContext {
  readonly runId: bigint;
  readonly nodeId: bigint;
  /** The settings that the node was started with: `partition-id`, `num-partitions`. */
  readonly nodeConfig: Readonly<Record<string, Setting>>;
  /** The settings of `flwr run --run-config`. */
  readonly runConfig: Readonly<Record<string, Setting>>;
  /** Whatever the app wants to keep between the messages of a run. */
  readonly state: Map<string, unknown>;
}

/** A message as a client app gets it. */
export interface AppRequest {
  /** `train`, `evaluate`, `query`, or one of them with an action: `train.personalize`. */
  readonly messageType: string;
  readonly messageId: string;
  /** The server's group of messages: for Flower's strategies, the round. */
  readonly groupId: string;
  /** Everything that the message carries, by name. */
  readonly records: Records;
  /** The arrays of its only array record; empty if there is none. */
  readonly arrays: ReadonlyMap<string, NdArray>;
  /** The settings of all of its config records. */
  readonly config: ReadonlyMap<string, ConfigValue>;
  /** Aborted when the reply is no longer needed. */
  readonly signal: AbortSignal;
}

/** A client app's reply. Whole numbers are `bigint`. */
export interface AppReply {
  /** Becomes the record `arrays`. */
  readonly arrays?: ReadonlyMap<string, NdArray>;
  /** Becomes the record `metrics`. */
  readonly metrics?: Readonly<Record<string, MetricValue>>;
  /** Further records. */
  readonly records?: Records;
}

/**
 * Answers one type of message. Anything it throws is sent to the server as an error with its text.
 */
export type AppFunction = (
  request: AppRequest,
  context: AppContext,
) => AppReply | Promise<AppReply>;

type Category = 'train' | 'evaluate' | 'query';

/** Message type -> the function that answers it. */
export type AppFunctions = Readonly<
  Partial<Record<Category | `${Category}.${string}`, AppFunction>>
>;

/** What a SuperNode runs for each message. */
export type ClientApp = (request: AppRequest, context: AppContext) => Promise<Records>;

/**
 * Makes a client app from one function for each type of message.
 *
 * ```ts
 * const app = clientApp({
 *   train: ({ arrays, config }) => ({ arrays: …, metrics: { 'num-examples': 30n } }),
 * });
 * ```
 *
 * The app throws a `FederatedError` for a message type without a function.
 */
export function clientApp(functions: AppFunctions): ClientApp {
  const known = new Map(Object.entries(functions));
  for (const type of known.keys()) checkType(type);
  return async (request, context) => {
    const answer = known.get(request.messageType);
    if (!answer) {
      const names = [...known.keys()].join(', ') || 'nothing';
      const type = JSON.stringify(request.messageType.slice(0, 80));
      throw new FederatedError(
        `no function for messages of type ${type}; this app answers ${names}`,
      );
    }
    return replyRecords(await answer(request, context));
  };
}

/** `train`, or `train` and an action that is a Python identifier. */
function checkType(type: string): void {
  if (/^(train|evaluate|query)(\.[\p{L}_][\p{L}\p{N}_]*)?$/u.test(type)) return;
  throw new ArgumentError('functions', 'be named train, evaluate, query or train.action', type);
}

function replyRecords({ arrays, metrics, records }: AppReply): Records {
  const all = new Map<string, FlowerRecord>(records);
  if (arrays) all.set('arrays', arrayRecord(arrays));
  if (metrics) all.set('metrics', metricRecord(metrics));
  return all;
}

/** The parts of a message's content that most apps need. */
export function requestParts(records: Records): Pick<AppRequest, 'records' | 'arrays' | 'config'> {
  const arrays: ReadonlyMap<string, NdArray>[] = [];
  const config = new Map<string, ConfigValue>();
  for (const record of records.values()) {
    if (record.kind === 'arrays') arrays.push(record.arrays);
    if (record.kind === 'configs') record.values.forEach((value, key) => config.set(key, value));
  }
  return { records, config, arrays: arrays.length === 1 ? arrays[0] : new Map() };
}
