'use strict';

const { setImmediate: nextTurn, setTimeout: pause } = require('node:timers/promises');

/** After a failure, cells that are sent before the failure is known arrive within this time. */
const arrivalMilliseconds = 50;

/**
 * Runs requests one after the other. After a failed one, those that came before its failure was
 * reported are aborted.
 *
 * @param run runs a request; resolves to whether the waiting ones may run, and a function that
 *   reports its outcome
 * @param abort reports that a request is not run
 */
class CellQueue {
  #waiting = [];
  #busy = false;
  #run;
  #abort;

  constructor({ run, abort }) {
    this.#run = run;
    this.#abort = abort;
  }

  add(request) {
    this.#waiting.push(request);
    if (!this.#busy) void this.#work();
  }

  async #work() {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const { proceed, report } = await this.#run(this.#waiting.shift());
      if (!proceed) await pause(arrivalMilliseconds);
      const aborted = proceed ? [] : this.#waiting.splice(0);
      report();
      for (const request of aborted) this.#abort(request);
      await nextTurn();
    }
    this.#busy = false;
  }
}

module.exports = { CellQueue };
