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
import { sleep } from '../wire/retry';
import type { FlowerSchema } from '../wire/schema';
import type { FleetTransport } from '../wire/transport';

/** What a SuperNode needs to know. */
export interface SuperNodeOptions {
  /** Signs its requests with the key that `publicKey` belongs to. */
  readonly transport: FleetTransport;
  readonly schema: FlowerSchema;
  /** PEM, as the server knows it. */
  readonly publicKey: Uint8Array;
  /** Whether the key will be used again (default false): it is then not unregistered at the end. */
  readonly keepsKey?: boolean;
  /** The node id that a kept key had when it was used last. */
  readonly lastNodeId?: bigint;
  /**
   * Whether that node's process is known to have ended (default true): where the SuperLink still counts
   * it as active, this one takes over at once. Else it waits, for another client may use the key.
   */
  readonly lastSessionIsOver?: boolean;
  /** Is told each node id, to be kept with the key. */
  readonly onNodeId?: (nodeId: bigint) => void;
  readonly app: ClientApp;
  /** What the app is told about this node: `partition-id`, `num-partitions`. */
  readonly nodeConfig?: Readonly<Record<string, Setting>>;
  readonly log: NodeLog;
  /** Ends the node: it signs off, and the promise resolves. */
  readonly signal: AbortSignal;
  /** Seconds between heartbeats, 10 to 1800 (default 30). */
  readonly heartbeatSeconds?: number;
  /** Seconds between two questions for messages (default 1; Flower's own SuperNode 3). */
  readonly pollSeconds?: number;
  /** Seconds to stay away after a message may have got lost (default 5; ServerApps ask every 3). */
  readonly signOffSeconds?: number;
  /** Seconds that the app may take for a message (default 3600, at most what the message has left). */
  readonly appSeconds?: number;
  /** Seconds that the SuperLink may be out of reach at the start (default 60); later for ever. */
  readonly startSeconds?: number;
  readonly limits?: WireLimits;
  /** Spreads retries, heartbeats and questions in time; of no influence on any result. */
  readonly rng?: Rng;
}

/**
 * Takes part in a Flower federation until the signal is aborted: one message after the other is
 * fetched, given to the app and answered.
 *
 * Heartbeats go on whatever the app does, also where it never gives the thread back while it trains, if
 * the transport has the node's `identity`.
 *
 * It comes back by itself after whatever can pass: a connection that broke, a SuperLink that restarted
 * and forgot it, hours of sleep. An app that throws or hangs, and a message that cannot be read, are
 * answered with an error.
 *
 * @throws NodeRefusedError, FlowerTlsError or FlowerConnectionError where it never gets in
 */
export async function runSuperNode(options: SuperNodeOptions): Promise<void> {
  const { transport, log, signal, app, schema, limits = defaultLimits } = options;
  const { heartbeatSeconds = 30, pollSeconds = 1, appSeconds = 3600, startSeconds = 60 } = options;
  const { signOffSeconds = 5 } = options;
  const { publicKey, keepsKey = false, lastNodeId, onNodeId, nodeConfig = {} } = options;
  const { lastSessionIsOver = true } = options;
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
    await serve({ session, handler, state, wait, log, signal });
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
  /** `unknown`: the server forgot the node; `owing`: it may wait for a reply that will not come. */
  membership: 'sound' | 'unknown' | 'owing';
}

interface Service {
  readonly session: NodeSession;
  readonly handler: MessageHandler;
  readonly state: State;
  readonly wait: () => Promise<void>;
  readonly log: NodeLog;
  readonly signal: AbortSignal;
}

/** Asks for messages and answers them until the signal is aborted. */
async function serve({ session, handler, state, wait, log, signal }: Service): Promise<void> {
  let troubles = 0;
  while (!signal.aborted) {
    try {
      await mend(session, state, log);
      if (!(await handler.next(session.nodeId!))) await wait();
      if (troubles > 0) log({ level: 'info', event: 'back', text: 'in touch again' });
      troubles = 0;
    } catch (error) {
      signal.throwIfAborted();
      if (isRunOver(error)) {
        log({
          level: 'info',
          event: 'run-over',
          text: 'the run is over; its message is left alone',
        });
        continue;
      }
      log({ level: 'warn', event: 'trouble', text: messageOf(error) });
      if (error instanceof FlowerHttpError && error.status === 401) state.membership = 'unknown';
      else if (state.membership === 'sound' && mayOwe(error)) state.membership = 'owing';
      await sleep(Math.min(0.5 * 2 ** troubles++, 30), signal);
    }
  }
}

/** Registers anew, or signs off for a moment, where that is called for. */
async function mend(session: NodeSession, state: State, log: NodeLog): Promise<void> {
  const { membership } = state;
  if (membership === 'sound') return;
  state.membership = 'sound';
  try {
    if (membership === 'unknown') {
      log({ level: 'warn', event: 'unknown', text: 'the SuperLink does not know this node' });
      await session.connect();
    } else {
      const text = 'a message may have got lost; signing off for a moment, so that nobody waits';
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

/** Codes of the system for a request that never left. */
const unsent: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'];

/**
 * Whether the server may wait for a reply: a message was not answered, or the answer to a question for
 * messages got lost, after which the server takes its message for delivered.
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
