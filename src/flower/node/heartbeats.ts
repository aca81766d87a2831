import type { Rng } from '../../core/rng';
import { messageOf } from '../../core/systemError';
import type { HeartbeatStandIn } from './heartbeatStandIn';
import type { NodeLog } from './log';
import { apiErrors, FlowerHttpError } from '../wire/errors';
import { oneTry, sleep } from '../wire/retry';
import type { FleetTransport } from '../wire/transport';

/** Whose heartbeats, and how often. */
export interface HeartbeatOptions {
  readonly transport: FleetTransport;
  /** The node's id; undefined while it is signed off and must not come back by a heartbeat. */
  readonly nodeId: () => bigint | undefined;
  readonly publicKey: Uint8Array;
  /** Knows when the server last heard a heartbeat, also one that another thread sent meanwhile. */
  readonly standIn: Pick<HeartbeatStandIn, 'last' | 'heard'>;
  /** Seconds after twice which the server gives the node up; the beats come a little faster. */
  readonly seconds: number;
  /** Is called when the server does not know the node any more. */
  readonly onUnknown: () => void;
  readonly log: NodeLog;
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

/** Seconds that a heartbeat may take, as in Flower. */
const deadlineSeconds = 5;

/** Sends heartbeats, 0.7 to 0.9 of the interval apart as Flower's SuperNode does, until aborted. */
export async function sendHeartbeats(options: HeartbeatOptions): Promise<void> {
  const { seconds, standIn, rng, signal } = options;
  let missed = 0;
  standIn.heard();
  for (;;) {
    const wait = seconds * (0.7 + 0.2 * rng.uniform());
    try {
      await sleep(missed > 0 ? Math.min(wait, 2 ** missed) : wait, signal);
    } catch {
      return; // aborted
    }
    if (Date.now() - standIn.last > 2000 * seconds) await comeBack(options);
    missed = (await beat(options, missed === 0)) ? 0 : missed + 1;
    if (missed === 0) standIn.heard();
  }
}

/**
 * Activates a node that the server has given up. A refusal says that it is active there: by an earlier
 * heartbeat whose answer got lost, or because another client uses the key.
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

/** Whether there was an answer. Of several misses in a row the first is told. */
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
