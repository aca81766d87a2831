'use strict';

const { join } = require('node:path');
const { Worker } = require('node:worker_threads');
const { shared, slots } = require('./sharedState.cjs');

/**
 * Watches for SIGINT and for the end of the parent process, in a thread of its own.
 *
 * @param onInterrupt called with `{ stopped }`: whether code was stopped because it kept this thread
 *   busy; its promise settles when the interrupted cell has ended
 * @param onOrphaned called when the parent has ended, however; the process is killed if it does not
 *   end soon
 */
function watch({ onInterrupt, onOrphaned }) {
  // The event loop takes the signal once, before the watcher does. So listeners that are added later
  // leave the watcher's handler in place, and hear of the signal from here.
  process.on('SIGINT', () => undefined);
  /** Whether an interrupted cell still runs; the watcher then makes sure that this thread answers. */
  const setRunning = (running) => {
    Atomics.store(shared, slots.interrupted, running ? 1 : 0);
    Atomics.notify(shared, slots.interrupted);
  };
  const watcher = new Worker(join(__dirname, 'watcher.cjs'), {
    execArgv: [],
    workerData: {
      shared,
      depth: 2,
      patienceMilliseconds: 1000,
      pollMilliseconds: 500,
      graceMilliseconds: 3000,
    },
  });
  watcher.unref();
  watcher.on('message', (message) => {
    const interrupted = message === 'interrupt' || message === 'stopped';
    if (interrupted) setRunning(true);
    Atomics.add(shared, slots.received, 1);
    Atomics.notify(shared, slots.received);
    if (message === 'orphaned') onOrphaned();
    if (!interrupted) return;
    void onInterrupt({ stopped: message === 'stopped' }).then(() => setRunning(false));
    process.emit('SIGINT', 'SIGINT');
  });
}

module.exports = { watch };
