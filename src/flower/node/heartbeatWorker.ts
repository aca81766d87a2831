/*
 * The thread that sends a node's heartbeats while the client app blocks its main thread. Started by
 * heartbeatStandIn.ts.
 */
import { runAsThread } from '../../platform/threads';
import type { ThreadSide } from '../../platform/threads';
import type { StandInCall } from './heartbeatStandIn';
import { makeDetachedCall } from '../wire/detachedCall';

/** Seconds that a heartbeat may take, and seconds between two tries. */
const [deadlineSeconds, retrySeconds] = [5, 1];

/** The thread's data is `Date.now()` of the last answered heartbeat; both threads write it. */
export function main({
  data: last,
  listen,
  atEnd,
}: ThreadSide<BigInt64Array, StandInCall | undefined>): void {
  let current: StandInCall | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  listen((call) => {
    current = call;
    schedule(0);
  });
  atEnd(() => {
    current = undefined;
    clearTimeout(timer);
    return Promise.resolve();
  });

  /** Waits until the main thread's heartbeat is later than it normally ever is. */
  function schedule(leastSeconds: number): void {
    clearTimeout(timer);
    if (!current) return;
    const due = Number(Atomics.load(last, 0)) + 950 * current.seconds;
    timer = setTimeout(() => void beat(), Math.max(due - Date.now(), 1000 * leastSeconds));
  }

  async function beat(): Promise<void> {
    const call = current;
    if (!call) return;
    const silent = Date.now() - Number(Atomics.load(last, 0));
    let wait = 0;
    if (silent >= 950 * call.seconds) {
      try {
        await makeDetachedCall(call, deadlineSeconds);
        Atomics.store(last, 0, BigInt(Date.now()));
      } catch {
        wait = Math.min(retrySeconds, call.seconds / 4);
      }
    }
    if (current === call) schedule(wait);
  }
}

runAsThread(main);
