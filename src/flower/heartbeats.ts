import type { Rng } from '../core/rng';
import { messageOf } from '../core/systemError';
import type { NodeLog } from './nodeLog';
import { FlowerHttpError } from './wire/errors';
import { oneTry, sleep } from './wire/retry';
import type { FleetTransport } from './wire/transport';

/** Whose heartbeats, and how often. */
export interface HeartbeatOptions {
  readonly transport: FleetTransport;
  /** The node's id; undefined while it is signed off and must not come back by a heartbeat. */
  readonly nodeId: () => bigint | undefined;
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
  const { seconds, rng, signal } = options;
  let missed = 0;
  for (;;) {
    const wait = seconds * (0.7 + 0.2 * rng.uniform());
    try {
      await sleep(missed > 0 ? Math.min(wait, 2 ** missed) : wait, signal);
    } catch {
      return; // aborted
    }
    missed = (await beat(options, missed === 0)) ? 0 : missed + 1;
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
