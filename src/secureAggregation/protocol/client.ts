import { createKeyPair, open, randomBytes, seal } from '../primitives/crypto';
import { isShareValue, shareBytes, splitSecret } from '../primitives/shamir';
import {
  commitmentTo,
  envelopeContext,
  envelopeKey,
  joined,
  keyStatement,
  maskSeed,
  survivorProof,
  survivorStatement,
} from './keys';
import { addMask, maskSign, packIntegers } from './masks';
import { checkMessage, clientStages, equalBytes } from './messages';
import type {
  AdvertisedKeys,
  ClientStage,
  ClientMessage,
  ConfirmedSurvivors,
  Envelopes,
  KeyDirectory,
  MaskedInput,
  Proofs,
  ServerMessage,
  Setup,
  SharedKeys,
  Survivors,
  UnmaskingShares,
} from './messages';
import { ProtocolError } from './protocolError';

/**
 * A long-lived key of each client, such as Ed25519, known to the others beforehand. With identities no
 * server can stand between two clients, or show them different lists of survivors.
 */
export interface ClientIdentity {
  sign(message: Uint8Array): Uint8Array;
  /** Whether the client with this index signed the message. */
  verify(index: number, message: Uint8Array, signature: Uint8Array): boolean;
}

interface Neighbor {
  readonly maskKey: Uint8Array;
  /** What the two cipher keys agree on. */
  readonly shared: Uint8Array;
}

const none = new Uint8Array(0);

/**
 * One client's side of one round of secure aggregation (Bonawitz et al. 2017, figure 4). Its methods are
 * the rounds, called once each, in order; each takes the server's message and returns the answer to it.
 *
 * It protects its vector from the server and from fewer than `threshold` other clients: whatever it is
 * told, it never hands out both kinds of shares of a client, and none before enough neighbors have
 * proved that they were told the same list of survivors. A {@link ProtocolError} from any method ends its
 * part: secrets are forgotten, and to the others it has dropped out.
 *
 * ```ts
 * const client = new fl.secureAggregation.SecureClient(setup);
 * send(client.advertiseKeys()); // then shareKeys, maskInput, confirmSurvivors, unmask: or `answer` each time
 * ```
 */
export class SecureClient {
  readonly #setup: Setup;
  readonly #identity: ClientIdentity | undefined;
  readonly #cipher = createKeyPair();
  readonly #mask = createKeyPair();
  /** b: the seed of the self-mask. */
  readonly #seed = randomBytes(32);
  /** The round that comes next, or has failed. */
  #stage: ClientStage | 'over' = 'keys';
  /** By index, itself left out. */
  #neighbors: ReadonlyMap<number, Neighbor> = new Map();
  /** Envelopes by sender: the neighbors with which it shares a mask. */
  #envelopes: ReadonlyMap<number, Uint8Array> = new Map();
  /** Its shares of its own two secrets; the second is never handed out. */
  #ownShare: Uint8Array = none;
  #survivors: readonly number[] = [];

  /**
   * @param setup the server's terms
   * @param identity proves who it is, and checks who the others are
   * @throws ProtocolError for terms under which a sum would protect nobody
   */
  constructor(setup: Setup, identity?: ClientIdentity) {
    checkMessage(setup, 'setup', undefined);
    const { index, clients, threshold, leastSurvivors, modulusBits } = setup;
    const refuse = (problem: string): never => {
      throw new ProtocolError('setup', problem);
    };
    if (index < 1 || index > clients) refuse(`the index ${index} of ${clients} clients`);
    if (threshold < 2) refuse('a threshold below 2 would unmask single vectors');
    if (leastSurvivors < threshold || leastSurvivors > clients) {
      refuse(`${leastSurvivors} least survivors, not between the threshold and all clients`);
    }
    if (![8, 16, 24, 32].includes(modulusBits)) refuse(`a modulus of ${modulusBits} bits`);
    this.#setup = setup;
    this.#identity = identity;
  }

  /**
   * Its answer to any of the server's messages: the method of the message's stage.
   *
   * @param input its vector; only the envelopes need it
   */
  answer(message: ServerMessage, input?: Int32Array | Uint32Array): ClientMessage {
    switch (message.stage) {
      case 'setup':
        return this.advertiseKeys();
      case 'directory':
        return this.shareKeys(message);
      case 'envelopes':
        return this.maskInput(message, input ?? new Int32Array(0));
      case 'survivors':
        return this.confirmSurvivors(message);
      case 'proofs':
        return this.unmask(message);
    }
  }

  /** Round 0: its two public keys. */
  advertiseKeys(): AdvertisedKeys {
    return this.#step('keys', undefined, () => {
      const { session, index } = this.#setup;
      const [cipherKey, maskKey] = [this.#cipher.publicKey, this.#mask.publicKey];
      const statement = keyStatement(session, index, cipherKey, maskKey);
      const signature = this.#identity?.sign(statement) ?? none;
      return { stage: 'keys', session, from: index, cipherKey, maskKey, signature };
    });
  }

  /** Round 1: shares of both secrets for each neighbor. @param directory the neighbors' keys */
  shareKeys(directory: KeyDirectory): SharedKeys {
    return this.#step('shares', [directory, 'directory'], () => {
      const { session, index, threshold } = this.#setup;
      this.#neighbors = this.#readDirectory(directory);
      const holders = directory.indices;
      const seedShares = splitSecret(this.#seed, threshold, holders);
      const keyShares = splitSecret(this.#mask.privateKey, threshold, holders);
      const to: number[] = [];
      const envelopes: Uint8Array[] = [];
      holders.forEach((holder, i) => {
        const neighbor = this.#neighbors.get(holder);
        if (!neighbor) {
          this.#ownShare = seedShares[i].value;
          return;
        }
        to.push(holder);
        const key = envelopeKey(neighbor.shared, session, index, holder);
        const shares = joined(seedShares[i].value, keyShares[i].value);
        envelopes.push(seal(key, shares, envelopeContext(session, index, holder)));
      });
      const commitment = commitmentTo(this.#seed, session, index);
      return { stage: 'shares', session, from: index, commitment, to, envelopes };
    });
  }

  /**
   * Round 2: its vector under masks that cancel with those of the neighbors who shared keys, and under its
   * own.
   *
   * @param envelopes from these neighbors
   * @param input whole numbers, taken modulo 2^modulusBits
   */
  maskInput(envelopes: Envelopes, input: Int32Array | Uint32Array): MaskedInput {
    return this.#step('input', [envelopes, 'envelopes'], () => {
      const { session, index, threshold, size, modulusBits } = this.#setup;
      if (input.length !== size) throw this.#problem(`a vector of ${input.length}, not ${size}`);
      const unknown = envelopes.from.find((sender) => !this.#neighbors.has(sender));
      if (unknown !== undefined) throw this.#problem('an envelope from a stranger', unknown);
      this.#enough('shared keys', envelopes.from.length + 1, threshold);
      this.#envelopes = new Map(envelopes.from.map((one, i) => [one, envelopes.envelopes[i]]));
      const values = new Uint32Array(input);
      addMask(values, this.#seed, 1);
      for (const other of envelopes.from) {
        const { maskKey } = this.#neighbors.get(other)!;
        const seed = maskSeed(session, [index, this.#mask], [other, maskKey]);
        if (!seed) throw this.#problem('an invalid public key', other);
        addMask(values, seed, maskSign(index, other));
      }
      return { stage: 'input', session, from: index, values: packIntegers(values, modulusBits) };
    });
  }

  /** Round 3: proofs of the list that it was told. @param message the clients whose vectors arrived */
  confirmSurvivors(message: Survivors): ConfirmedSurvivors {
    return this.#step('consistency', [message, 'survivors'], () => {
      const { session, index, clients, threshold, leastSurvivors } = this.#setup;
      const { survivors } = message;
      const ordered = survivors.every((one, i) => one > (i === 0 ? 0 : survivors[i - 1]));
      if (!ordered || survivors.some((one) => one > clients) || !survivors.includes(index)) {
        throw this.#problem('a list of survivors without this client, or out of order');
      }
      this.#enough('survived', survivors.length, leastSurvivors);
      this.#survivors = survivors;
      const to = survivors.filter((one) => this.#envelopes.has(one));
      this.#enough('survived', to.length + 1, threshold);
      const silent = survivors.find((one) => this.#neighbors.has(one) && !this.#envelopes.has(one));
      if (silent !== undefined) throw this.#problem('survived without sharing keys', silent);
      const statement = survivorStatement(session, survivors);
      const signature = this.#identity?.sign(statement);
      const proofs = to.map(
        (other) => signature ?? this.#proof([index, other], this.#neighbors.get(other)!),
      );
      return { stage: 'consistency', session, from: index, to, proofs };
    });
  }

  /**
   * Round 4: for each neighbor that survived a share of its self-mask's seed, for each that dropped out
   * after sharing keys a share of its mask key.
   *
   * @param message the neighbors' proofs
   */
  unmask(message: Proofs): UnmaskingShares {
    return this.#step('unmasking', [message, 'proofs'], () => {
      const { session, index, threshold } = this.#setup;
      this.#enough('confirmed', message.from.length + 1, threshold);
      message.from.forEach((other, i) => {
        if (!this.#survivors.includes(other) || !this.#envelopes.has(other)) {
          throw this.#problem('a proof from a stranger', other);
        }
        if (!this.#proves(other, message.proofs[i])) {
          throw this.#problem('was told another list of survivors, or lies', other);
        }
      });
      const survived = new Set(this.#survivors);
      const seeds: [owner: number, share: Uint8Array][] = [[index, this.#ownShare]];
      const keys: [owner: number, share: Uint8Array][] = [];
      const unreadable: number[] = [];
      for (const [owner, sealed] of this.#envelopes) {
        const key = envelopeKey(this.#neighbors.get(owner)!.shared, session, owner, index);
        const text = open(key, sealed, envelopeContext(session, owner, index));
        const share = survived.has(owner)
          ? text?.slice(0, shareBytes)
          : text?.slice(shareBytes, 2 * shareBytes);
        if (!share || !isShareValue(share)) unreadable.push(owner);
        else (survived.has(owner) ? seeds : keys).push([owner, share]);
      }
      return {
        stage: 'unmasking',
        session,
        from: index,
        seedOwners: seeds.map(([owner]) => owner),
        seedShares: seeds.map(([, share]) => share),
        keyOwners: keys.map(([owner]) => owner),
        keyShares: keys.map(([, share]) => share),
        unreadable,
      };
    });
  }

  /** Runs one round, if it is the next one and its message fits; anything else ends the client's part. */
  #step<Answer>(
    round: ClientStage,
    received: readonly [ServerMessage, ServerMessage['stage']] | undefined,
    answer: () => Answer,
  ): Answer {
    try {
      if (this.#stage !== round) {
        throw new ProtocolError(round, `not the next round of this client: ${this.#stage}`);
      }
      if (received) checkMessage(received[0], received[1], this.#setup.session);
      const result = answer();
      this.#stage = clientStages.at(clientStages.indexOf(round) + 1) ?? 'over';
      if (this.#stage === 'over') this.#forget();
      return result;
    } catch (error) {
      this.#stage = 'over';
      this.#forget();
      throw error;
    }
  }

  #forget(): void {
    for (const secret of [this.#seed, this.#mask.privateKey, this.#cipher.privateKey])
      secret.fill(0);
    this.#neighbors = new Map();
    this.#envelopes = new Map();
  }

  #readDirectory(directory: KeyDirectory): Map<number, Neighbor> {
    const { session, index, clients, threshold } = this.#setup;
    const { indices, cipherKeys, maskKeys, signatures } = directory;
    this.#enough('advertised keys', indices.length, threshold);
    if (2 * threshold <= indices.length) {
      throw this.#problem(`a threshold of ${threshold}, not more than half of ${indices.length}`);
    }
    const at = indices.indexOf(index);
    const own = [this.#cipher.publicKey, this.#mask.publicKey];
    if (at < 0 || !equalBytes(cipherKeys[at], own[0]) || !equalBytes(maskKeys[at], own[1])) {
      throw this.#problem('keys that this client did not send in its name');
    }
    const keys = [...cipherKeys, ...maskKeys].map((key) => key.join());
    if (new Set(keys).size !== keys.length) throw this.#problem('the same key twice');
    const neighbors = new Map<number, Neighbor>();
    indices.forEach((other, i) => {
      if (other === index) return;
      if (other < 1 || other > clients) throw this.#problem('an index out of range', other);
      const statement = keyStatement(session, other, cipherKeys[i], maskKeys[i]);
      if (this.#identity && !this.#identity.verify(other, statement, signatures[i])) {
        throw this.#problem('keys that are not signed by it', other);
      }
      const shared = this.#cipher.agree(cipherKeys[i]);
      if (!shared) throw this.#problem('an invalid public key', other);
      neighbors.set(other, { maskKey: maskKeys[i], shared });
    });
    return neighbors;
  }

  #proof(pair: readonly [from: number, to: number], { shared }: Neighbor): Uint8Array {
    const { session } = this.#setup;
    return survivorProof(shared, session, pair, survivorStatement(session, this.#survivors));
  }

  #proves(other: number, proof: Uint8Array): boolean {
    const { session, index } = this.#setup;
    if (this.#identity) {
      return this.#identity.verify(other, survivorStatement(session, this.#survivors), proof);
    }
    return equalBytes(proof, this.#proof([other, index], this.#neighbors.get(other)!));
  }

  #enough(what: string, count: number, least: number): void {
    if (count < least) throw this.#problem(`only ${count} ${what}, at least ${least} must`);
  }

  #problem(problem: string, client?: number): ProtocolError {
    const name = client === undefined ? undefined : `client ${client}`;
    return new ProtocolError(this.#stage, problem, name);
  }
}
