import { decodeUpdate } from '../../compression/catalogue';
import { fromArrays } from '../../core/namedArrays';
import type { ParameterSpec } from '../../core/parameters';
import { payloadIn } from '../app/encodedUpdate';
import { FlowerError } from '../wire/errors';
import { inflateMessage } from '../wire/objects/inflate';
import type { ParsedObject } from '../wire/objects/objects';
import type { Records } from '../wire/objects/records';
import type { FleetRpc } from '../wire/rpcs';
import type { FlowerSchema } from '../wire/schema';
import type { WireTap } from './wireTap';

/** What crossed the wire when a client trained in a round. */
export interface TappedTraining {
  /** The global model that came. */
  readonly parameters: Float32Array;
  /** The model that went back, minus the one that came; or the encoded update that went back, decoded. */
  readonly update: Float32Array;
  /** How many examples the client said it trained on: its metric `num-examples`. */
  readonly examples: number;
}

/**
 * A client's training in one round, as anyone can read it who sees its messages: both messages are put
 * together from the objects of the calls alone. It is what the attacks of `fl.attacks` start from.
 *
 * ```ts
 * const tapped = fl.flower.tappedTraining(schema, tap, trainer.spec, 1);
 * const rebuilt = fl.attacks.rebuildFromFirstLayer({ ...tapped, plan }, trainer.spec);
 * ```
 *
 * @throws FlowerError unless the tap has seen the round's message to train and a reply with arrays and
 *   `num-examples`; ModelArraysError if the arrays are not this model's; CodecError for an
 *   encoded update that is none of this model's
 */
export function tappedTraining(
  schema: FlowerSchema,
  tap: Pick<WireTap, 'calls'>,
  spec: ParameterSpec,
  round: number,
): TappedTraining {
  // An object that the other side already has does not cross the wire again.
  const objects = tap.calls.flatMap(({ object }) => (object ? [object] : []));
  const known = new Map(objects.map((object) => [object.id, object]));
  const message = (rpc: FleetRpc): Records =>
    recordsOf(schema, carried(tap, rpc, round), known, round);
  const reply = message('push-object');
  const parameters = parametersOf(spec, message('pull-object'), round);
  const payload = payloadIn(reply);
  const update = payload
    ? decodeUpdate(payload, spec)
    : parametersOf(spec, reply, round).map((weight, i) => weight - parameters[i]);
  return { parameters, update, examples: examplesOf(reply, round) };
}

/** The objects that calls carried for the round's training. */
function carried({ calls }: Pick<WireTap, 'calls'>, rpc: FleetRpc, round: number): ParsedObject[] {
  return calls.flatMap((call) => {
    const { type, round: of } = call.message ?? {};
    const training = of === round && type !== undefined && /^train\b/.test(type);
    return training && call.rpc === rpc && call.object ? [call.object] : [];
  });
}

function recordsOf(
  schema: FlowerSchema,
  objects: readonly ParsedObject[],
  known: Map<string, ParsedObject>,
  round: number,
): Records {
  const message = objects.find(({ type }) => type === 'Message');
  if (!message) throw new FlowerError(`the tap has seen no training in round ${round}`);
  const { content, error } = inflateMessage(schema, message.id, known);
  if (content) return content;
  throw new FlowerError(`the client’s reply in round ${round} is an error: ${error?.reason}`);
}

function parametersOf(spec: ParameterSpec, records: Records, round: number): Float32Array {
  for (const record of records.values()) {
    if (record.kind === 'arrays') return fromArrays(spec, record.arrays);
  }
  throw new FlowerError(`a message of round ${round} has no arrays`);
}

function examplesOf(records: Records, round: number): number {
  for (const record of records.values()) {
    const value = record.kind === 'metrics' ? record.values.get('num-examples') : undefined;
    if (typeof value === 'bigint' || typeof value === 'number') return Number(value);
  }
  throw new FlowerError(`the reply in round ${round} does not tell its number of examples`);
}
