import type { Rng } from '../../core/rng';
import { messageOf } from '../../core/systemError';
import { admit, NodeRefusedError, signOff } from './admission';
import type { AdmissionOptions, EarlierSession } from './admission';
import {
  apiErrors,
  FlowerConnectionError,
  FlowerHttpError,
  FlowerTlsError,
  FlowerVersionError,
} from '../wire/errors';
import { backoffSeconds, oneTry, sleep } from '../../core/retry';

/** The wait between attempts to be admitted. */
const reconnecting = { firstDelaySeconds: 1, maxDelaySeconds: 30 };

/** The node's identity, and how it stays connected. */
export interface NodeSessionOptions extends AdmissionOptions {
  /**
   * Whether the key will be used again: the node is then signed off at the end but stays
   * registered, because a SuperLink never accepts a key again after it was unregistered.
   */
  readonly keepsKey: boolean;
  /** The node id that this key had when it was last used. */
  readonly lastNodeId?: bigint | undefined;
  /** Whether the session of that node is known to be over. */
  readonly lastSessionIsOver: boolean;
  /** Called with each node id, to be stored with the key. */
  readonly onNodeId?: ((nodeId: bigint) => void) | undefined;
  /** Seconds that a SuperLink may be unreachable at the start. */
  readonly startSeconds: number;
  /** Spreads the retries of many nodes in time. */
  readonly rng: Rng;
  /** Waits between attempts. */
  readonly pause: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/** A node's membership: admitted, active, signed off. */
export class NodeSession {
  readonly #options: NodeSessionOptions;
  #nodeId: bigint | undefined;
  #active = false;
  /** Whether this process has been active before. */
  #wasActive = false;
  #version: string | undefined;

  constructor(options: NodeSessionOptions) {
    this.#options = options;
    this.#nodeId = options.lastNodeId;
  }

  /** The node's id on the server while it is active there. */
  get nodeId(): bigint | undefined {
    return this.#active ? this.#nodeId : undefined;
  }

  /**
   * Registers and activates the node, also again after the server forgot it. Keeps trying while the
   * server cannot be reached: for `startSeconds` at first, later forever.
   *
   * @throws NodeRefusedError if the server does not accept the key, FlowerVersionError if it uses
   *   another protocol, FlowerTlsError; once the node has been active, it keeps trying instead
   */
  async connect(): Promise<void> {
    const { log, signal, startSeconds, rng, onNodeId, pause } = this.#options;
    this.#active = false;
    const start = performance.now();
    for (let failures = 1; ; failures++) {
      try {
        await this.#checkVersion();
        this.#nodeId = await admit(this.#options, this.#earlier());
        this.#active = true;
        this.#wasActive = true;
        onNodeId?.(this.#nodeId);
        const text = `active as node ${this.#nodeId}`;
        log({ level: 'info', event: 'active', text, facts: { nodeId: this.#nodeId } });
        return;
      } catch (error) {
        signal.throwIfAborted();
        const waited = (performance.now() - start) / 1000;
        if (!this.#wasActive && (!isPassing(error) || waited >= startSeconds)) throw error;
        const seconds = backoffSeconds(failures, reconnecting, rng);
        const text = `${messageOf(error)}; trying again in ${seconds.toFixed(1)} s`;
        log({ level: 'warn', event: 'unreachable', text, facts: { seconds } });
        await pause(seconds, signal);
      }
    }
  }

  #earlier(): EarlierSession | undefined {
    const nodeId = this.#nodeId;
    if (nodeId === undefined) return undefined;
    return { nodeId, isOver: this.#wasActive || this.#options.lastSessionIsOver };
  }

  /** Signs the node off briefly, so that the server does not wait for a lost message. */
  async signOffBriefly(): Promise<void> {
    const { transport, signOffSeconds, log, signal } = this.#options;
    this.#active = false;
    if (this.#nodeId !== undefined) {
      if (await signOff(transport, this.#nodeId, signal)) await sleep(signOffSeconds, signal);
      else log({ level: 'warn', event: 'signed-off-already', text: signedOffAlready });
    }
    await this.connect();
  }

  /** Signs the node off for good. Failures are only logged: the server will notice by itself. */
  async disconnect(): Promise<void> {
    const { transport, keepsKey, log } = this.#options;
    const { nodeId } = this;
    if (nodeId === undefined) return;
    this.#active = false;
    const short = { retry: oneTry, deadlineSeconds: 3 };
    try {
      await transport.call('deactivate-node', { nodeId }, short);
      if (!keepsKey) await transport.call('unregister-node', { nodeId }, short);
      log({ level: 'info', event: 'signed-off', text: `node ${nodeId} signed off` });
    } catch (error) {
      const already =
        error instanceof FlowerHttpError && error.code === apiErrors.deactivationFailed;
      const text = already ? signedOffAlready : `could not sign off: ${messageOf(error)}`;
      log({ level: 'warn', event: 'sign-off-failed', text });
    }
  }

  /** Refuses a server with another protocol; logs its version, once. */
  async #checkVersion(): Promise<void> {
    const { transport, log, signal } = this.#options;
    const { version, warning } = await transport.server({ signal, retry: oneTry });
    if (version === this.#version) return;
    this.#version = version;
    const facts = { version };
    log({ level: 'info', event: 'superlink', text: `SuperLink of flwr ${version}`, facts });
    if (warning !== undefined) log({ level: 'warn', event: 'version', text: warning, facts });
  }
}

const signedOffAlready =
  'the SuperLink had signed this node off already: its heartbeats did not arrive, or another client ' +
  'uses this key';

/** A failure at the start that may be temporary. */
function isPassing(error: unknown): boolean {
  if (error instanceof FlowerTlsError) return false;
  if (error instanceof NodeRefusedError || error instanceof FlowerVersionError) return false;
  if (error instanceof FlowerConnectionError) return true;
  return error instanceof FlowerHttpError && error.status >= 500;
}
