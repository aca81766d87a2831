'use strict';

const { kernelInfo } = require('./kernelInfo.cjs');

/** Names of WebGPU, which TensorFlow.js's types bring although Node.js does not have them. */
const ofBrowsers = /^GPU[A-Z]/;

/**
 * The answers to requests other than cells: from the request's type to a function of its content,
 * which returns the content of the answer.
 */
function answers({ executor, tslab, version, interrupt }) {
  return {
    kernel_info_request: () => kernelInfo(version, tslab.ts.version),
    is_complete_request: ({ code }) => {
      const { completed, indent } = tslab.isCompleteCode(code);
      return completed ? { status: 'complete' } : { status: 'incomplete', indent };
    },
    complete_request: ({ code, cursor_pos: position }) => {
      const { candidates, start, end } = executor.complete(code, position);
      const matches = [...new Set(candidates)].filter((name) => !ofBrowsers.test(name));
      return { status: 'ok', matches, cursor_start: start, cursor_end: end, metadata: {} };
    },
    inspect_request: ({ code, cursor_pos: position }) => {
      const info = executor.inspect(code, position);
      const data = info ? { 'text/plain': tslab.printQuickInfo(info) } : {};
      return { status: 'ok', found: info !== undefined, data, metadata: {} };
    },
    comm_info_request: () => ({ status: 'ok', comms: {} }),
    history_request: () => ({ status: 'ok', history: [] }),
    interrupt_request: () => {
      void interrupt();
      return { status: 'ok' };
    },
    shutdown_request: ({ restart }) => ({ status: 'ok', restart }),
  };
}

module.exports = { answers };
