import { SecureClient } from './client';
import { messageBytes } from './messages';
import type { ClientMessage, ClientStage, ServerMessage } from './messages';
import { ProtocolError } from './protocolError';
import { SecureServer } from './server';
import type { SecureServerOptions, SecureSum } from './server';

/**
 * One round of secure aggregation with the server and all clients in this process, one vector after the
 * other: memory holds one sum, whatever the cohort's size. All keys and masks are real.
 *
 * ```ts
 * const round = new fl.secureAggregation.InProcessRound({ clients, threshold: 2, size, modulusBits: 32 });
 * clients.forEach((id, k) => round.mask(id, vectors[k]));
 * const { sum } = round.finish()!;
 * ```
 */
export class InProcessRound {
  readonly #server: SecureServer;
  readonly #dropsOut: (id: string, stage: ClientStage) => boolean;
  readonly #clients = new Map<string, SecureClient>();
  #envelopes: ReadonlyMap<string, ServerMessage> = new Map();
  #bytesUp = 0;
  #bytesDown = 0;
  #aborted: ProtocolError | undefined;

  /**
   * Does rounds 0 and 1.
   *
   * @param dropsOut whether a client no longer sends its message of this stage; default nobody
   * @throws ArgumentError for terms under which a sum would protect nobody
   */
  constructor(
    options: SecureServerOptions,
    dropsOut: (id: string, stage: ClientStage) => boolean = () => false,
  ) {
    this.#server = new SecureServer(options);
    this.#dropsOut = dropsOut;
    this.#unlessAborted(() => {
      this.#ask('keys', this.#server.begin());
      this.#ask('shares', this.#server.next());
      this.#envelopes = this.#server.next();
      for (const message of this.#envelopes.values()) this.#bytesDown += messageBytes(message);
    });
  }

  /** Bytes of all clients' messages so far. */
  get bytesUp(): number {
    return this.#bytesUp;
  }

  /** Bytes of all messages to clients so far. */
  get bytesDown(): number {
    return this.#bytesDown;
  }

  /** Why the round has no result, if it has none. */
  get aborted(): ProtocolError | undefined {
    return this.#aborted;
  }

  /** Round 2 of one client, unless it has dropped out. */
  mask(id: string, input: Int32Array): void {
    const message = this.#envelopes.get(id);
    if (this.#aborted || message?.stage !== 'envelopes' || this.#dropsOut(id, 'input')) return;
    this.#answer(id, (client) => client.maskInput(message, input));
  }

  /** Rounds 3 and 4: the sum of the vectors of those that sent one, or undefined if too few are left. */
  finish(): SecureSum | undefined {
    return this.#unlessAborted(() => {
      this.#ask('consistency', this.#server.next());
      this.#ask('unmasking', this.#server.next());
      this.#server.next();
      return this.#server.result();
    });
  }

  /** One stage in which answers depend on nothing but the server's messages. */
  #ask(stage: ClientStage, messages: ReadonlyMap<string, ServerMessage>): void {
    for (const [id, message] of messages) {
      this.#bytesDown += messageBytes(message);
      if (message.stage === 'setup') this.#clients.set(id, new SecureClient(message));
      if (this.#dropsOut(id, stage)) continue;
      this.#answer(id, (client) => client.answer(message));
    }
  }

  /** A client that gives up has dropped out. */
  #answer(id: string, answer: (client: SecureClient) => ClientMessage): void {
    let message: ClientMessage;
    try {
      message = answer(this.#clients.get(id)!);
    } catch (error) {
      if (error instanceof ProtocolError) return;
      throw error;
    }
    this.#bytesUp += messageBytes(message);
    this.#server.receive(id, message);
  }

  #unlessAborted<Result>(step: () => Result): Result | undefined {
    if (this.#aborted) return undefined;
    try {
      return step();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#aborted = error;
      return undefined;
    }
  }
}
