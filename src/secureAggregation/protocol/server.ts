import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { neighborhoodsOf } from '../neighborhoods/graph';
import { keyPairOf, randomBytes } from '../primitives/crypto';
import { isShareValue } from '../primitives/shamir';
import type { Share } from '../primitives/shamir';
import { commitmentTo, maskSeed } from './keys';
import { addMask, addPacked, maskSign, signedIntegers } from './masks';
import { checkMessage, clientStages, equalBytes, sessionBytes } from './messages';
import type {
  AdvertisedKeys,
  ClientMessage,
  ClientStage,
  ConfirmedSurvivors,
  MaskedInput,
  ServerMessage,
  Setup,
  SharedKeys,
  UnmaskingShares,
} from './messages';
import { ProtocolError } from './protocolError';
import { recoverSecret } from './recoverSecret';

/** The terms of a round of secure aggregation. */
export interface SecureServerOptions {
  /** Ids of the invited clients, at least 2, all different. */
  readonly clients: readonly string[];
  /** t: shares that recover a secret, at least 2 and more than half of those that hold its shares. */
  readonly threshold: number;
  /** The least number of clients whose sum may be unmasked; default the threshold. */
  readonly leastSurvivors?: number;
  /** Even number of clients with which each one shares masks and secrets, or all others, the default. */
  readonly neighbors?: number;
  /** Numbers in each vector, at least 1. */
  readonly size: number;
  /** k of the modulus 2^k: 8, 16, 24 or 32. */
  readonly modulusBits: number;
}

/** What a round of secure aggregation tells the server: this and nothing else about the vectors. */
export interface SecureSum {
  /** The sum modulo 2^k, as signed integers. */
  readonly sum: Int32Array;
  /** Ids of the clients whose vectors it holds. */
  readonly survivors: readonly string[];
}

/**
 * The server's side of one round of secure aggregation (Bonawitz et al. 2017, figure 4; with `neighbors`
 * Bell et al. 2020, "Secure single-server aggregation with (poly)logarithmic overhead"). In each of five
 * stages it sends a message to every client that is still there, receives their answers, and goes on
 * without those that do not answer:
 *
 * ```ts
 * const server = new fl.secureAggregation.SecureServer({ clients, threshold, size, modulusBits: 32 });
 * let messages: ReadonlyMap<string, fl.secureAggregation.ServerMessage> = server.begin();
 * for (; messages.size > 0; messages = server.next()) {
 *   for (const [id, message] of messages) server.receive(id, await ask(id, message));
 * }
 * const { sum, survivors } = server.result();
 * ```
 */
export class SecureServer {
  readonly #options: SecureServerOptions;
  readonly #session = randomBytes(sessionBytes);
  readonly #rejected = new Map<string, string>();
  /** Indices that were sent this stage's message, and those that answered. */
  #asked = new Set<number>();
  #answered = new Set<number>();
  #stage: ClientStage | 'begin' | 'done' | 'aborted' = 'begin';
  readonly #keys = new Map<number, AdvertisedKeys>();
  #neighborhoods: ReadonlyMap<number, readonly number[]> = new Map();
  /** U₂: clients that shared keys, with their commitments. */
  readonly #commitments = new Map<number, Uint8Array>();
  /** U₃: clients whose vectors arrived, in ascending order once the stage is over. */
  #survivors: readonly number[] = [];
  readonly #sum: Uint32Array;
  /** Receiver -> sender -> what the server passes on: envelopes, then proofs. */
  #letters = new Map<number, Map<number, Uint8Array>>();
  readonly #seedShares = new Map<number, Share[]>();
  readonly #keyShares = new Map<number, Share[]>();

  /** @throws ArgumentError for terms under which a sum would protect nobody */
  constructor(options: SecureServerOptions) {
    const { clients, threshold, leastSurvivors = threshold, neighbors, size } = options;
    wholeNumber('clients', clients.length, 2, 2 ** 31);
    const repeated = clients.find((id, i) => clients.indexOf(id) < i);
    if (repeated !== undefined) throw new ArgumentError('clients', 'be different', repeated);
    const holders = Math.min(neighbors ?? Infinity, clients.length - 1) + 1;
    if (
      neighbors !== undefined &&
      (neighbors < 2 || (neighbors % 2 > 0 && neighbors < clients.length - 1))
    ) {
      throw new ArgumentError('neighbors', 'be even and at least 2', neighbors);
    }
    wholeNumber('threshold', threshold, Math.max(2, Math.floor(holders / 2) + 1), holders);
    wholeNumber('leastSurvivors', leastSurvivors, threshold, clients.length);
    wholeNumber('size', size, 1);
    if (![8, 16, 24, 32].includes(options.modulusBits)) {
      throw new ArgumentError('modulusBits', 'be 8, 16, 24 or 32', options.modulusBits);
    }
    this.#options = { ...options, leastSurvivors };
    this.#sum = new Uint32Array(size);
  }

  /** Clients whose messages were refused, and why; the round went on without them. */
  get rejected(): ReadonlyMap<string, string> {
    return this.#rejected;
  }

  /** The terms, for every client. */
  begin(): ReadonlyMap<string, Setup> {
    if (this.#stage !== 'begin') throw this.#problem('begun already');
    this.#stage = 'keys';
    const { clients, threshold, leastSurvivors = threshold, size, modulusBits } = this.#options;
    const terms = { clients: clients.length, threshold, leastSurvivors, size, modulusBits };
    return this.#send(
      clients.map((_, i) => i + 1),
      (index) => ({ stage: 'setup', session: this.#session, index, ...terms }),
    );
  }

  /**
   * Takes a client's answer to this stage's message.
   *
   * @param client its id, as the transport knows it
   * @throws ProtocolError that names the client if the message does not fit: replayed, truncated, of
   *   another session or client. The client's part ends, the round goes on.
   */
  receive(client: string, message: ClientMessage): void {
    const index = this.#options.clients.indexOf(client) + 1;
    const stage = this.#underWay();
    if (!this.#asked.has(index)) throw this.#problem('a message that nobody asked for', client);
    try {
      checkMessage(message, stage, this.#session, client);
      if (message.from !== index) throw this.#problem('a message in another’s name', client);
      if (this.#answered.has(index)) throw this.#problem('a second message', client);
      this.#take(index, message);
      this.#answered.add(index);
    } catch (error) {
      this.#reject(index, error);
      throw error;
    }
  }

  /**
   * Ends a stage: the messages of the next one for the clients that answered, or none after the last.
   *
   * @throws ProtocolError if too few clients are left: the round is over, and nothing can be unmasked
   */
  next(): ReadonlyMap<string, ServerMessage> {
    const live = [...this.#answered].sort((a, b) => a - b);
    const session = this.#session;
    const stage = this.#underWay();
    this.#enough(stage, live);
    this.#stage = clientStages.at(clientStages.indexOf(stage) + 1) ?? 'done';
    switch (stage) {
      case 'keys':
        this.#neighborhoods = neighborhoodsOf(live, this.#options.neighbors);
        return this.#send(live, (index) => {
          const indices = this.#neighborhoods.get(index)!;
          const keys = indices.map((one) => this.#keys.get(one)!);
          return {
            stage: 'directory',
            session,
            indices,
            cipherKeys: keys.map(({ cipherKey }) => cipherKey),
            maskKeys: keys.map(({ maskKey }) => maskKey),
            signatures: keys.map(({ signature }) => signature),
          };
        });
      case 'shares':
        return this.#send(live, (index) => {
          const [from, envelopes] = this.#lettersTo(index);
          return { stage: 'envelopes', session, from, envelopes };
        });
      case 'input':
        this.#survivors = live;
        this.#letters = new Map();
        return this.#send(live, () => ({ stage: 'survivors', session, survivors: live }));
      case 'consistency':
        return this.#send(live, (index) => {
          const [from, proofs] = this.#lettersTo(index);
          return { stage: 'proofs', session, from, proofs };
        });
      case 'unmasking':
        return new Map();
    }
  }

  /**
   * The sum of the survivors' vectors, after the last stage.
   *
   * @throws ProtocolError if a secret cannot be recovered, which names the client whose shares do not fit
   */
  result(): SecureSum {
    if (this.#stage !== 'done') throw this.#problem('not all stages are over');
    const { clients, modulusBits } = this.#options;
    const seeds = this.#survivors.map((owner) => this.#seedOf(owner));
    const keys = this.#dropped().map((owner) => [owner, this.#maskKeyOf(owner)] as const);
    for (const seed of seeds) addMask(this.#sum, seed, -1);
    const survived = new Set(this.#survivors);
    for (const [owner, key] of keys) {
      const pair = keyPairOf(key);
      for (const other of this.#neighborhoods.get(owner)!) {
        if (!survived.has(other)) continue;
        const { maskKey } = this.#keys.get(other)!;
        const seed = maskSeed(this.#session, [owner, pair], [other, maskKey]);
        if (!seed) throw this.#problem('an invalid public key', this.#name(other));
        addMask(this.#sum, seed, maskSign(other, owner) === 1 ? -1 : 1);
      }
    }
    return {
      sum: signedIntegers(this.#sum, modulusBits),
      survivors: this.#survivors.map((index) => clients[index - 1]),
    };
  }

  #take(index: number, message: ClientMessage): void {
    switch (message.stage) {
      case 'keys':
        this.#keys.set(index, message);
        return;
      case 'shares':
        this.#takeShares(index, message);
        return;
      case 'input':
        this.#takeInput(index, message);
        return;
      case 'consistency':
        this.#takeProofs(index, message);
        return;
      case 'unmasking':
        this.#takeUnmasking(index, message);
    }
  }

  #takeShares(index: number, { commitment, to, envelopes }: SharedKeys): void {
    const neighbors = this.#neighborhoods.get(index)!.filter((one) => one !== index);
    if (to.length !== neighbors.length || !to.every((one) => neighbors.includes(one))) {
      throw this.#problem('not one envelope for each neighbor', this.#name(index));
    }
    this.#commitments.set(index, commitment);
    this.#deliver(index, to, envelopes);
  }

  #takeInput(index: number, { values }: MaskedInput): void {
    const { size, modulusBits } = this.#options;
    if (values.length !== (size * modulusBits) / 8) {
      throw this.#problem(`${values.length} bytes of values`, this.#name(index));
    }
    addPacked(this.#sum, values, modulusBits);
  }

  #takeProofs(index: number, { to, proofs }: ConfirmedSurvivors): void {
    if (!to.every((one) => this.#survivors.includes(one) && this.#areNeighbors(index, one))) {
      throw this.#problem('a proof for a stranger', this.#name(index));
    }
    this.#deliver(index, to, proofs);
  }

  #takeUnmasking(index: number, message: UnmaskingShares): void {
    const { seedOwners, seedShares, keyOwners, keyShares, unreadable } = message;
    const dropped = this.#dropped();
    const wrong =
      seedOwners.find((one) => !this.#survivors.includes(one) || !this.#areNeighbors(index, one)) ??
      keyOwners.find((one) => !dropped.includes(one) || !this.#areNeighbors(index, one));
    if (wrong !== undefined || ![...seedShares, ...keyShares].every(isShareValue)) {
      throw this.#problem('shares that do not fit', this.#name(index));
    }
    const keep = (
      kept: Map<number, Share[]>,
      owners: readonly number[],
      shares: readonly Uint8Array[],
    ): void => {
      owners.forEach((owner, i) => {
        kept.set(owner, [...(kept.get(owner) ?? []), { index, value: shares[i] }]);
      });
    };
    for (const owner of unreadable) {
      const problem = `its envelope for ${this.#name(index)} cannot be opened`;
      if (this.#areNeighbors(index, owner)) this.#rejected.set(this.#name(owner), problem);
    }
    keep(this.#seedShares, seedOwners, seedShares);
    keep(this.#keyShares, keyOwners, keyShares);
  }

  #deliver(index: number, to: readonly number[], bytes: readonly Uint8Array[]): void {
    to.forEach((receiver, i) => {
      const letters = this.#letters.get(receiver) ?? new Map<number, Uint8Array>();
      this.#letters.set(receiver, letters.set(index, bytes[i]));
    });
  }

  /** What the clients that are still there wrote to one of them. */
  #lettersTo(index: number): readonly [from: number[], bytes: Uint8Array[]] {
    const letters = [...(this.#letters.get(index) ?? [])].filter(([from]) =>
      this.#answered.has(from),
    );
    return [letters.map(([from]) => from), letters.map(([, bytes]) => bytes)];
  }

  /** Clients that shared keys but whose vectors are not in the sum. */
  #dropped(): readonly number[] {
    return [...this.#commitments.keys()].filter((index) => !this.#survivors.includes(index));
  }

  #seedOf(owner: number): Uint8Array {
    const commitment = this.#commitments.get(owner)!;
    return this.#recover(owner, this.#seedShares.get(owner), (seed) =>
      equalBytes(commitmentTo(seed, this.#session, owner), commitment),
    );
  }

  #maskKeyOf(owner: number): Uint8Array {
    const { maskKey } = this.#keys.get(owner)!;
    return this.#recover(owner, this.#keyShares.get(owner), (key) =>
      equalBytes(keyPairOf(key).publicKey, maskKey),
    );
  }

  #recover(
    owner: number,
    shares: readonly Share[] = [],
    fits: (secret: Uint8Array) => boolean,
  ): Uint8Array {
    const { threshold } = this.#options;
    const name = this.#name(owner);
    if (shares.length < threshold) {
      throw this.#problem(`only ${shares.length} of ${threshold} shares of ${name}`);
    }
    const recovered = recoverSecret(shares, threshold, fits);
    if (!recovered) throw this.#problem('its shares do not fit together', name);
    for (const holder of recovered.wrong) {
      const problem = this.#problem(`its share of ${name} does not fit`, this.#name(holder));
      this.#rejected.set(this.#name(holder), problem.problem);
    }
    return recovered.secret;
  }

  /** Throws if the clients that are left cannot unmask: none of them is then asked to. */
  #enough(stage: ClientStage, live: readonly number[]): void {
    const { clients, threshold, leastSurvivors = threshold } = this.#options;
    const least = stage === 'consistency' || stage === 'unmasking' ? threshold : leastSurvivors;
    const stop = (problem: string): never => {
      this.#stage = 'aborted';
      throw new ProtocolError(stage, problem);
    };
    if (live.length < least) {
      stop(`only ${live.length} of ${clients.length} clients are left, at least ${least} must be`);
    }
    if (stage === 'keys' || stage === 'shares') return;
    const survivors = stage === 'input' ? live : this.#survivors;
    const there = new Set(live);
    for (const owner of this.#commitments.keys()) {
      const holders = this.#neighborhoods.get(owner)!;
      const masked = survivors.includes(owner) || holders.some((one) => survivors.includes(one));
      const left = holders.filter((one) => there.has(one)).length;
      if (!masked || left >= threshold) continue;
      stop(
        `only ${left} neighbors of ${this.#name(owner)} are left, at least ${threshold} must be`,
      );
    }
  }

  #underWay(): ClientStage {
    const stage = this.#stage;
    if (stage !== 'begin' && stage !== 'done' && stage !== 'aborted') return stage;
    throw this.#problem('no stage is under way');
  }

  #areNeighbors(one: number, other: number): boolean {
    return this.#neighborhoods.get(one)!.includes(other);
  }

  #send<Sent>(
    indices: readonly number[],
    message: (index: number) => Sent,
  ): ReadonlyMap<string, Sent> {
    const messages = new Map(indices.map((index) => [this.#name(index), message(index)]));
    this.#asked = new Set(indices);
    this.#answered = new Set();
    return messages;
  }

  /** Ends a client's part; what it sent before in this stage counts only if it is in the sum already. */
  #reject(index: number, error: unknown): void {
    const problem = error instanceof ProtocolError ? error.problem : String(error);
    this.#rejected.set(this.#name(index), problem);
    this.#asked.delete(index);
    if (this.#stage !== 'input') this.#answered.delete(index);
  }

  #name(index: number): string {
    return this.#options.clients[index - 1];
  }

  #problem(problem: string, client?: string): ProtocolError {
    return new ProtocolError(this.#stage, problem, client);
  }
}
