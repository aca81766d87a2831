import type { Rng } from '../../core/rng';
import { messageOf } from '../../core/systemError';
import type { HeartbeatStandIn } from './heartbeatStandIn';
import type { NodeLog } from './log';
import { apiErrors, FlowerHttpError } from '../wire/errors';
import { backoffSeconds, oneTry, sleep } from '../../core/retry';
import type { FleetTransport } from '../wire/transport';

/** Options of {@link sendHeartbeats}. */
export interface HeartbeatOptions {
  readonly transport: FleetTransport;
  /** The node's id; undefined while it is signed off and a heartbeat must not bring it back. */
  readonly nodeId: () => bigint | undefined;
  readonly publicKey: Uint8Array;
  /** Knows when the server last received a heartbeat, also from the other thread. */
  readonly standIn: Pick<HeartbeatStandIn, 'last' | 'heard'>;
  /**
   * The interval in seconds: after twice as long the server gives up on the node; heartbeats are
   * sent slightly faster.
   */
  readonly seconds: number;
  /** Called when the server no longer knows the node. */
  readonly onUnknown: () => void;
  readonly log: NodeLog;
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

/** Seconds that a heartbeat may take, as in Flower. */
const deadlineSeconds = 5;

/** How soon a missed heartbeat is followed by the next; never later than the usual interval. */
const afterMissing = { firstDelaySeconds: 2, maxDelaySeconds: 60 };

/** Sends heartbeats until aborted, 0.7 to 0.9 of the interval apart, like Flower's SuperNode. */
export async function sendHeartbeats(options: HeartbeatOptions): Promise<void> {
  const { seconds, standIn, rng, signal } = options;
  let missed = 0;
  standIn.heard();
  for (;;) {
    const wait = seconds * (0.7 + 0.2 * rng.uniform());
    try {
      const soon = missed > 0 ? backoffSeconds(missed, afterMissing, rng) : wait;
      await sleep(Math.min(wait, soon), signal);
    } catch {
      return; // aborted
    }
    if (Date.now() - standIn.last > 2000 * seconds) await comeBack(options);
    missed = (await beat(options, missed === 0)) ? 0 : missed + 1;
    if (missed === 0) standIn.heard();
  }
}

/**
 * Reactivates a node that the server has given up on. A refusal means that it is already active: by
 * an earlier heartbeat whose response was lost, or because another client uses the key.
 */
async function comeBack({
  transport,
  nodeId,
  publicKey,
  seconds,
  log,
  signal,
}: HeartbeatOptions): Promise<void> {
  if (nodeId() === undefined) return;
  try {
    const request = { publicKey, heartbeatInterval: seconds };
    await transport.call('activate-node', request, { retry: oneTry, deadlineSeconds, signal });
  } catch (error) {
    if (!(error instanceof FlowerHttpError) || error.code !== apiErrors.activationFailed) return;
    const text =
      'the SuperLink counts this node as active although it sent no heartbeats; if another client ' +
      'uses this key, give each a key of its own';
    log({ level: 'warn', event: 'key-in-use', text });
  }
}

/**
 * Returns whether there was a response. Of several consecutive failures only the first is logged.
 */
async function beat(options: HeartbeatOptions, tells: boolean): Promise<boolean> {
  const { transport, seconds, onUnknown, log, signal } = options;
  const nodeId = options.nodeId();
  if (nodeId === undefined) return true;
  const unknown = (): void => {
    if (options.nodeId() === nodeId) onUnknown();
  };
  try {
    const request = { node: { nodeId }, heartbeatInterval: seconds };
    const { success } = await transport.call('send-node-heartbeat', request, {
      retry: oneTry,
      deadlineSeconds,
      signal,
    });
    if (!success) unknown();
    return true;
  } catch (error) {
    if (signal.aborted) return true;
    if (error instanceof FlowerHttpError && error.status === 401) {
      unknown();
      return true;
    }
    const text = `heartbeat failed: ${messageOf(error)}`;
    if (tells) log({ level: 'warn', event: 'heartbeat-failed', text });
    return false;
  }
}
