import type { Codec } from '../compression/codec';
import { relativeError } from '../compression/codec';
import { ArgumentError } from '../core/errors';
import type { ClientSlots, Measures } from '../updates/updateTransform';
import type { Participant, ServerState } from './federatedAlgorithm';
import type { StrategyOptions } from './strategyOptions';

/** The model as a round's clients get it. */
export interface Received {
  /** The state before the round as the clients see it: its parameters are what they train from. */
  readonly state: ServerState;
  /** Bytes of what brings the cohort to this model. */
  readonly bytesDown: number;
  readonly measures: Measures;
}

/** The server's slots: what clients have, and the bytes of each round's message. */
const [model, lengths] = ['broadcast', 'broadcast lengths'];
/** The client's slot: the last round whose model it received. */
const latest = 'broadcast';

/**
 * Brings a cohort to the global model: whole, or by the option `broadcast` as an encoded difference.
 *
 * With a codec, the server keeps ŵ, the model as its clients have it, and sends what has changed since:
 * ŵ ← ŵ + decode(encode(w − ŵ)). What an encoding left out is in the next difference, so that the error does
 * not add up: it is the error feedback of Tang et al. 2019, "DoubleSqueeze", and clients train from ŵ while
 * the server steps from w itself, as in Philippenko and Dieuleveut 2021, "Preserved central model for
 * faster bidirectional compression". A client that missed rounds gets their messages, too, or the whole of ŵ
 * if that takes fewer bytes; the whole also goes to a client that has nothing yet. A round without clients
 * sends nothing.
 */
export function receivedModel(
  { trainer, rng, broadcast }: Pick<StrategyOptions, 'trainer' | 'rng' | 'broadcast'>,
  state: ServerState,
  cohort: readonly Participant[],
): Received {
  const whole = state.parameters.byteLength;
  if (!broadcast) return { state, bytesDown: whole * cohort.length, measures: {} };
  if (cohort.length === 0) return { state, bytesDown: 0, measures: {} };
  const before: Readonly<Partial<Record<string, Float32Array>>> = state.server ?? {};
  const round = state.round + 1;
  const kept: Record<string, Float32Array> = {};
  const known = before[model];
  const sent = new RoundLengths(before[lengths], round);
  let parameters = state.parameters;
  let error = 0;
  if (known) {
    const change = state.parameters.map((value, i) => value - known[i]);
    const bytes = broadcast.encode(change, {
      spec: trainer.spec,
      rng: rng.split('round', round, 'broadcast'),
      slot: (name) => before[`${model} ${name}`],
      keep: (name, vector) => {
        kept[`${model} ${name}`] = vector;
      },
    });
    const decoded = broadcast.decode(bytes, trainer.spec);
    error = relativeError(change, decoded);
    parameters = known.map((value, i) => value + decoded[i]);
    sent.set(round, bytes.length);
  } else {
    sent.set(round, whole);
  }
  const clients = new Map<string, ClientSlots>(state.clients);
  let bytesDown = 0;
  for (const { id } of cohort) {
    const slots: Partial<ClientSlots> = clients.get(id) ?? {};
    const last = known ? slots[latest]?.[0] : undefined;
    bytesDown += last === undefined ? whole : Math.min(whole, sent.since(last));
    clients.set(id, { ...clients.get(id), [latest]: Float32Array.of(round) });
  }
  const server = { ...state.server, ...kept, [model]: parameters, [lengths]: sent.values };
  return {
    state: { ...state, parameters, server, clients },
    bytesDown,
    measures: { 'broadcast/error': error },
  };
}

/** The bytes of each round's message, which float32 numbers hold exactly: thousands of MB, and the rest. */
class RoundLengths {
  readonly values: Float32Array;

  constructor(before: Float32Array | undefined, round: number) {
    this.values = new Float32Array(2 * round);
    this.values.set(before ?? []);
  }

  set(round: number, bytes: number): void {
    this.values[2 * round - 2] = Math.floor(bytes / 2 ** 20);
    this.values[2 * round - 1] = bytes % 2 ** 20;
  }

  /** The bytes of all messages after a round. */
  since(round: number): number {
    let sum = 0;
    for (let i = 2 * round; i < this.values.length; i += 2) {
      sum += this.values[i] * 2 ** 20 + this.values[i + 1];
    }
    return sum;
  }
}

/**
 * Throws an `ArgumentError` for a codec with a memory of its own errors: the next difference holds what was
 * left out, and a memory would send it twice.
 */
export function checkBroadcast({ broadcast }: { readonly broadcast?: Codec }): void {
  if (broadcast?.remembers !== 'errors') return;
  const rule =
    'be a codec without error feedback: what an encoding left out is in the next difference anyway';
  throw new ArgumentError('broadcast', rule, broadcast.name);
}

/** Throws an `ArgumentError` if the model is to be encoded. @param algorithm its name @param reason why not */
export function checkNoBroadcast(
  algorithm: string,
  { broadcast }: { readonly broadcast?: Codec },
  reason: string,
): void {
  if (!broadcast) return;
  throw new ArgumentError('broadcast', `be left out for ${algorithm}: ${reason}`, broadcast.name);
}
