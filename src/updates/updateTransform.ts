import type { ParameterSpec } from '../core/parameters';
import type { Rng } from '../core/rng';

/** Named numbers that a round measured, such as `clip/share`. */
export type Measures = Readonly<Record<string, number>>;

/** Vectors that a client keeps between its rounds, by name. Names contain no `/`. */
export type ClientSlots = Readonly<Record<string, Float32Array>>;

/** What a transform can use on a client. */
export interface ClientMoment {
  readonly clientId: string;
  /** 1 for the first. */
  readonly round: number;
  readonly spec: ParameterSpec;
  /** The global model, from which the client started. */
  readonly parameters: Float32Array;
  /** This transform's own stream, for this client in this round. */
  readonly rng: Rng;
  /** Bytes of the update after the preceding transforms. */
  readonly bytes: number;
  /**
   * What the client kept under this name in an earlier round. All transforms and the algorithm share
   * these names, so begin them with the transform's name.
   */
  readonly slot: (name: string) => Float32Array | undefined;
  /** Keeps a vector until the client's next round; it must not be changed afterwards. */
  readonly keep: (name: string, vector: Float32Array) => void;
  /** What a transform kept on the server under this name; the server sends it with the model. */
  readonly serverSlot: (name: string) => Float32Array | undefined;
}

/** An update as bytes, with the name of the decoder that reads them. */
export interface Payload {
  readonly codec: string;
  readonly bytes: Uint8Array;
}

/** What a client sends after a transform. */
export interface Sent {
  /** Bytes that the update takes on the wire. */
  readonly bytes: number;
  /** Averaged over the round's clients; recorded as `name/key`, with the transform's name. */
  readonly measures?: Measures;
  /** Numbers of which the server gets only the sums over the round's clients. */
  readonly totals?: Measures;
  /**
   * The bytes themselves, if they are not the update's float32 numbers. A later transform that works on
   * the client takes their place: they no longer say what the server sees.
   */
  readonly payload?: Payload;
}

/** What a transform can use on the server. */
export interface ServerMoment {
  /** 1 for the first. */
  readonly round: number;
  readonly spec: ParameterSpec;
  /** Ids of the clients whose updates were aggregated. */
  readonly clients: readonly string[];
  /** This transform's own stream, for this round. */
  readonly rng: Rng;
  /** Sums of the clients' `totals`, as `name/key`, with the transform's name; empty if nobody took part. */
  readonly totals: Measures;
  /**
   * What was kept on the server under this name in an earlier round. All transforms and the server
   * optimizer share these names, so begin them with the transform's name.
   */
  readonly slot: (name: string) => Float32Array | undefined;
  /** Keeps a vector until the next round; it must not be changed afterwards. */
  readonly keep: (name: string, vector: Float32Array) => void;
}

/** How much privacy is spent: (ε, δ)-differential privacy of all models so far, for each client. */
export interface PrivacySpent {
  /** ε ≥ 0. */
  readonly epsilon: number;
  /** δ in (0, 1). */
  readonly delta: number;
  /** Whether it holds: false for noise from a seed, which whoever knows the seed can subtract. */
  readonly private: boolean;
  /**
   * The ε against the server, if it sees nothing of the updates but sums with the noise: for a client that
   * took part in every round, because the server knows who took part and sampling hides nobody from it.
   */
  readonly serverEpsilon?: number;
}

/** What a transform promises about the aggregate, as long as the strategy keeps to what it assumes. */
export interface PrivacyPromise {
  /** The aggregate is the sum of the clients' updates, all with weight 1, over this number. */
  readonly denominator: number;
  /** What is spent after some rounds; undefined without noise. */
  readonly spent: (rounds: number) => PrivacySpent | undefined;
}

/**
 * What happens to an update between a client's training and the aggregate, and to the aggregate before
 * the server's step: clipping, compression, noise. Stateless: what a client keeps is in its slots, so
 * that runs can be resumed and clients trained in any order.
 *
 * A strategy takes a list of them. On clients they run in the list's order, on the server in reverse.
 */
export interface UpdateTransform {
  /** Short, in lower case, without `/`: `clip`. */
  readonly name: string;
  /** The name of the decoder, if it sends updates as other bytes than float32 numbers. */
  readonly wire?: string;
  /** What a client keeps of its earlier updates, if what it sends depends on it: `errors`, as in error feedback. */
  readonly remembers?: string;
  /** Changes an update in place, as the server will see it. */
  readonly client?: (update: Float32Array, at: ClientMoment) => Sent;
  /** Changes the aggregate in place; returns what it measured. */
  readonly server?: (aggregate: Float32Array, at: ServerMoment) => Measures;
  /** Of a transform that promises privacy; it must be the last one. */
  readonly privacy?: PrivacyPromise;
}
