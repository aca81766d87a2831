'use strict';

const { join } = require('node:path');
const { Worker } = require('node:worker_threads');

/**
 * Watches for SIGINT and for the end of the parent process, in a thread of its own.
 *
 * @param onInterrupt called with `{ stopped }`: whether code was stopped because it kept this thread
 *   busy
 * @param onOrphaned called when the parent has ended, however; the process is killed if it does not
 *   end soon
 */
function watch({ onInterrupt, onOrphaned }) {
  // The event loop takes the signal once, before the watcher does. So listeners that are added later
  // leave the watcher's handler in place, and hear of the signal from here.
  process.on('SIGINT', () => undefined);
  const state = new SharedArrayBuffer(4);
  const received = new Int32Array(state);
  const watcher = new Worker(join(__dirname, 'watcher.cjs'), {
    execArgv: [],
    workerData: {
      state,
      depth: 2,
      patienceMilliseconds: 1000,
      pollMilliseconds: 500,
      graceMilliseconds: 3000,
    },
  });
  watcher.unref();
  watcher.on('message', (message) => {
    Atomics.add(received, 0, 1);
    Atomics.notify(received, 0);
    if (message === 'orphaned') {
      onOrphaned();
      return;
    }
    onInterrupt({ stopped: message === 'stopped' });
    process.emit('SIGINT', 'SIGINT');
  });
}

module.exports = { watch };
