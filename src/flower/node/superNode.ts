import { Rng } from '../../core/rng';
import { messageOf } from '../../core/systemError';
import type { ClientApp, Setting } from '../app/clientApp';
import { HeartbeatStandIn } from './heartbeatStandIn';
import { sendHeartbeats } from './heartbeats';
import { MessageHandler } from './messageHandler';
import type { NodeLog } from './log';
import { NodeSession } from './session';
import { apiErrors, FlowerConnectionError, FlowerHttpError } from '../wire/errors';
import { defaultLimits } from '../wire/limits';
import type { WireLimits } from '../wire/limits';
import { backoffSeconds, sleep } from '../../core/retry';
import { process } from '../../platform/system';
import type { FlowerSchema } from '../wire/schema';
import type { FleetTransport } from '../wire/transport';

/** Options of {@link runSuperNode}. */
export interface SuperNodeOptions {
  /** Signs its requests with the private key of `publicKey`. */
  readonly transport: FleetTransport;
  readonly schema: FlowerSchema;
  /** The public key as the server knows it, in PEM. */
  readonly publicKey: Uint8Array;
  /**
   * Whether the key will be used again (default false); if so, it is not unregistered at the end.
   */
  readonly keepsKey?: boolean;
  /** The node id that a kept key had when it was last used. */
  readonly lastNodeId?: bigint;
  /**
   * Whether that node's process is known to have ended (default true): if the SuperLink still
   * considers it active, this one takes over immediately. Otherwise it waits, because another
   * client may use the key.
   */
  readonly lastSessionIsOver?: boolean;
  /** Called with each node id, to be stored with the key. */
  readonly onNodeId?: (nodeId: bigint) => void;
  readonly app: ClientApp;
  /** Settings of this node for the app: `partition-id`, `num-partitions`. */
  readonly nodeConfig?: Readonly<Record<string, Setting>>;
  readonly log: NodeLog;
  /** Ends the node: it signs off, and the promise resolves. */
  readonly signal: AbortSignal;
  /** Seconds between heartbeats, 10 to 1800 (default 30). */
  readonly heartbeatSeconds?: number;
  /** Seconds between polls for messages (default 1; Flower's own SuperNode: 3). */
  readonly pollSeconds?: number;
  /**
   * Seconds to stay signed off after a message may have been lost (default 5; ServerApps poll every
   * 3).
   */
  readonly signOffSeconds?: number;
  /**
   * Seconds that the app may take for a message (default 3600, at most until the message expires).
   */
  readonly appSeconds?: number;
  /** Seconds that the SuperLink may be unreachable at the start (default 60); later forever. */
  readonly startSeconds?: number;
  readonly limits?: WireLimits;
  /** Spreads retries, heartbeats and polls in time; does not affect results. */
  readonly rng?: Rng;
  /** Waits between attempts; default: for all of the time. A page cuts it short when the network is back. */
  readonly pause?: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Takes part in a Flower federation until the signal is aborted: one message at a time is fetched,
 * passed to the app and answered.
 *
 * If the transport has the node's `identity`, heartbeats continue even while the app blocks the
 * thread during training.
 *
 * Recovers from transient failures: dropped connections, SuperLink restarts, hours of sleep. If the
 * app throws or hangs, or a message cannot be read, the reply is an error.
 *
 * @throws NodeRefusedError, FlowerTlsError or FlowerConnectionError if it is never admitted
 */
export async function runSuperNode(options: SuperNodeOptions): Promise<void> {
  const { transport, log, signal, app, schema, limits = defaultLimits } = options;
  const { heartbeatSeconds = 30, pollSeconds = 1, appSeconds = 3600, startSeconds = 60 } = options;
  const { signOffSeconds = 5 } = options;
  const { publicKey, keepsKey = false, lastNodeId, onNodeId, nodeConfig = {} } = options;
  const { lastSessionIsOver = true, pause = sleep } = options;
  const rng = options.rng ?? Rng.fromSeed(process.pid);
  const session = new NodeSession({
    transport,
    publicKey,
    keepsKey,
    lastNodeId,
    lastSessionIsOver,
    onNodeId,
    heartbeatSeconds,
    startSeconds,
    signOffSeconds,
    log,
    signal,
    rng: rng.split('session'),
    pause,
  });
  const standIn = new HeartbeatStandIn();
  const handler = new MessageHandler({
    transport,
    schema,
    app: async (request, context) => {
      const beat = { node: { nodeId: context.nodeId }, heartbeatInterval: heartbeatSeconds };
      const call = transport.detached('send-node-heartbeat', beat);
      const rest = call && standIn.watch({ ...call, seconds: heartbeatSeconds });
      try {
        return await app(request, context);
      } finally {
        rest?.();
      }
    },
    nodeConfig,
    appSeconds,
    limits,
    log,
    signal,
  });
  const ended = new AbortController();
  const state: State = { membership: 'sound' };
  try {
    await session.connect();
    const beating = sendHeartbeats({
      transport,
      publicKey,
      standIn,
      nodeId: () => session.nodeId,
      seconds: heartbeatSeconds,
      onUnknown: () => {
        state.membership = 'unknown';
      },
      log,
      rng: rng.split('heartbeats'),
      signal: AbortSignal.any([signal, ended.signal]),
    });
    const spread = rng.split('poll');
    const wait = () => sleep(pollSeconds * (0.8 + 0.4 * spread.uniform()), signal);
    await serve({ session, handler, state, wait, log, rng: rng.split('trouble'), signal, pause });
    ended.abort();
    await beating;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    ended.abort();
    await standIn.stop();
    await session.disconnect();
  }
}

interface State {
  /**
   * `unknown`: the server forgot the node; `owing`: it may be waiting for a reply that will not
   * come.
   */
  membership: 'sound' | 'unknown' | 'owing';
}

interface Service {
  readonly session: NodeSession;
  readonly handler: MessageHandler;
  readonly state: State;
  readonly wait: () => Promise<void>;
  readonly log: NodeLog;
  readonly rng: Rng;
  readonly signal: AbortSignal;
  readonly pause: NonNullable<SuperNodeOptions['pause']>;
}

/** The wait after failures in a row while the node is active. */
const afterTrouble = { firstDelaySeconds: 0.5, maxDelaySeconds: 30 };

/** Asks for messages and answers them until the signal is aborted. */
async function serve(service: Service): Promise<void> {
  const { session, handler, state, wait, log, rng, signal, pause } = service;
  let troubles = 0;
  while (!signal.aborted) {
    try {
      await mend(session, state, log);
      if (!(await handler.next(session.nodeId!))) await wait();
      if (troubles > 0) log({ level: 'info', event: 'back', text: 'connected again' });
      troubles = 0;
    } catch (error) {
      signal.throwIfAborted();
      if (isRunOver(error)) {
        log({
          level: 'info',
          event: 'run-over',
          text: 'the run is over; its message is ignored',
        });
        continue;
      }
      log({ level: 'warn', event: 'trouble', text: messageOf(error) });
      if (error instanceof FlowerHttpError && error.status === 401) state.membership = 'unknown';
      else if (state.membership === 'sound' && mayOwe(error)) state.membership = 'owing';
      await pause(backoffSeconds(++troubles, afterTrouble, rng), signal);
    }
  }
}

/** Registers again, or signs off briefly, if necessary. */
async function mend(session: NodeSession, state: State, log: NodeLog): Promise<void> {
  const { membership } = state;
  if (membership === 'sound') return;
  state.membership = 'sound';
  try {
    if (membership === 'unknown') {
      log({ level: 'warn', event: 'unknown', text: 'the SuperLink does not know this node' });
      await session.connect();
    } else {
      const text =
        'a message may have been lost; signing off briefly, so that the server does not wait';
      log({ level: 'warn', event: 'sign-off', text });
      await session.signOffBriefly();
    }
  } catch (error) {
    state.membership = membership;
    throw error;
  }
}

function isRunOver(error: unknown): boolean {
  return error instanceof FlowerHttpError && error.code === apiErrors.runStatusNotAllowed;
}

/** System error codes for a request that was never sent. */
const unsent: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'OFFLINE',
];

/**
 * Whether the server may be waiting for a reply: a message was not answered, or the response to a
 * poll was lost, after which the server considers its message delivered.
 */
function mayOwe(error: unknown): boolean {
  const asking = '/v1/fleet/pull-messages';
  if (error instanceof FlowerConnectionError && error.route === asking) {
    return !unsent.includes(error.code);
  }
  if (error instanceof FlowerHttpError && error.route === asking) {
    return [502, 504].includes(error.status);
  }
  return true;
}
