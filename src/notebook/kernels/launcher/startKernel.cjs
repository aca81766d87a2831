'use strict';

const { answers } = require('./answers.cjs');
const { Executor } = require('./executor.cjs');
const { failureOf } = require('./failure.cjs');
const { Interruption } = require('./interruption.cjs');
const { knownVersion, loadTslab } = require('./loadTslab.cjs');
const { makeServer } = require('./server.cjs');
const { Streams } = require('./streams.cjs');
const { watch } = require('./watch.cjs');

/** After this time without a cell the reader is reading, and there is time to load types. */
const idleMilliseconds = 2000;

/** Starts the kernel of a connection file; it works in the current folder. */
function startKernel(configPath) {
  // The call in the cell is to be among an error's frames, however deep in a library it was made.
  Error.stackTraceLimit = 50;
  const tslab = loadTslab();
  const interruption = new Interruption();
  const executor = new Executor(tslab, interruption, process.cwd());
  const streams = new Streams();
  const idle = setTimeout(() => executor.warmUp(), idleMilliseconds);
  const interrupt = (how) => interruption.interrupt(how);
  const server = makeServer({
    jupyter: tslab.jupyter,
    configPath,
    answers: answers({ executor, tslab, version: knownVersion, interrupt }),
    runCell: (code, count) => {
      clearTimeout(idle);
      return executor.run(code, count);
    },
    streams,
  });
  showStrayErrors(executor.positions);
  watch({ onInterrupt: interrupt, onOrphaned: () => process.exit(1) });
  process.on('SIGTERM', () => process.exit(143));
  streams.install();
  void server.init();
}

/** Errors that no cell awaits are printed, and the kernel lives on. */
function showStrayErrors(positions) {
  const show = (title, error) => {
    if (Interruption.isReason(error)) return;
    process.stderr.write(`${title}: ${failureOf(error, positions).traceback.join('\n')}\n`);
  };
  process.setUncaughtExceptionCaptureCallback((error) => show('Error outside of any cell', error));
  process.on('unhandledRejection', (error) => show('Rejected promise that nobody awaits', error));
}

module.exports = { startKernel };
