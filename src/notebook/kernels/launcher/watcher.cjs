'use strict';

/**
 * The thread that watches over the kernel when the kernel's own thread cannot: it sees SIGINT, stops
 * code that never returns to the event loop, and ends the process when its parent is gone.
 *
 * Node delivers signals to the main thread's event loop only. The one exception is
 * `vm.runInThisContext(code, { breakOnSigint: true })`: a native handler stops the code, in any
 * thread. So this thread waits inside such a call. While two calls are nested, the handler stops the
 * inner one and stays installed because of the outer one; a third takes a signal that comes while the
 * inner one is starting again.
 */

const inspector = require('node:inspector');
const vm = require('node:vm');
const { parentPort, workerData } = require('node:worker_threads');
const { slots } = require('./sharedState.cjs');

const { depth, shared, patienceMilliseconds, pollMilliseconds, graceMilliseconds } = workerData;
const { ppid } = process;

/** Tells the main thread; whether it has received that in time. */
function tell(message, milliseconds) {
  const before = Atomics.load(shared, slots.received);
  parentPort.postMessage(message);
  return Atomics.wait(shared, slots.received, before, milliseconds) !== 'timed-out';
}

/** Whether a signal has come that has not been passed on yet. */
let signaled = false;
let session;

/**
 * Interrupts the cell; code that keeps the main thread busy, now or before the cell has ended, is
 * stopped where it is.
 */
function interrupt() {
  signaled = false;
  let answers = tell('interrupt', patienceMilliseconds);
  while (answers || Atomics.load(shared, slots.ownWork) > 0) {
    const waited = answers && Atomics.wait(shared, slots.interrupted, 1, pollMilliseconds);
    if (answers && waited !== 'timed-out') return;
    answers = tell('check', patienceMilliseconds);
  }
  session = new inspector.Session();
  session.connectToMainThread();
  session.post('Runtime.terminateExecution');
  tell('stopped', graceMilliseconds);
}

/** Ends what a new signal has cut off. */
function disconnect() {
  session?.disconnect();
  session = undefined;
}

function orphaned() {
  if (process.ppid !== ppid) return true;
  if (process.platform !== 'win32') return false;
  try {
    return !process.kill(ppid, 0);
  } catch {
    return true;
  }
}

/** Waits for a while, or until a signal stops it. */
function wait() {
  if (signaled) interrupt();
  disconnect();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMilliseconds);
  if (!orphaned()) return;
  tell('orphaned', graceMilliseconds);
  process.kill(process.pid, 'SIGKILL');
}

/** Waits inside as many nested calls, which a signal leaves one at a time. */
function watch(level) {
  globalThis.watchInside = () => {
    if (level === 0) wait();
    while (level > 0) watch(level - 1);
  };
  try {
    vm.runInThisContext('watchInside()', { breakOnSigint: true });
  } catch {
    signaled = true;
  }
}

for (;;) watch(depth);
