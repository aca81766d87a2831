/*
 * The thread that sends a node's heartbeats while the client app blocks its main thread. Started by
 * heartbeatStandIn.ts.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { StandInCall } from './heartbeatStandIn';
import { makeDetachedCall } from '../wire/detachedCall';

/** `Date.now()` of the last answered heartbeat; both threads write it. */
const last = workerData as BigInt64Array;

/** Seconds that a heartbeat may take, and seconds between two tries. */
const [deadlineSeconds, retrySeconds] = [5, 1];

let current: StandInCall | undefined;
let timer: NodeJS.Timeout | undefined;

parentPort!.on('message', (call: StandInCall | undefined) => {
  current = call;
  schedule(0);
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
