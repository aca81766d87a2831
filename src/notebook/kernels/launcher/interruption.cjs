'use strict';

const { setMaxListeners } = require('node:events');

/**
 * Where libraries find the AbortSignal of the cell that runs: `globalThis[signalKey]`. It is new for
 * each cell, and aborted when the reader interrupts the kernel.
 */
const signalKey = Symbol.for('federated.interruption');

/** How long an interrupted cell may take to end by itself, before the kernel stops waiting. */
const graceMilliseconds = 2000;

/** The error of a cell whose work does not say itself how far it came. */
class InterruptedError extends Error {
  name = 'InterruptedError';

  constructor() {
    super('interrupted');
  }
}

/** Ends cells on request: asks the cell's work to stop, and gives it up if it does not. */
class Interruption {
  #controller = new AbortController();
  #giveUp = () => undefined;
  #ended = Promise.resolve();
  #timer;

  /** Before a cell is compiled: from now on, an interruption is for this cell. */
  begin() {
    this.#controller = new AbortController();
    // A cell may start any number of things at once; Node.js takes more than ten listeners for a leak.
    setMaxListeners(0, this.#controller.signal);
    globalThis[signalKey] = this.#controller.signal;
  }

  /**
   * Waits for a cell.
   *
   * @param start begins the cell's work
   * @throws what the work throws; an InterruptedError if it was interrupted and does not end
   */
  async during(start) {
    const { signal } = this.#controller;
    signal.throwIfAborted();
    const givenUp = new Promise((_, reject) => {
      this.#giveUp = () => reject(signal.reason);
    });
    const outcome = Promise.race([start(), givenUp]);
    this.#ended = outcome.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await outcome;
    } finally {
      clearTimeout(this.#timer);
      this.#giveUp = () => undefined;
    }
  }

  /**
   * Interrupts the cell that runs, or what the last cell left behind.
   *
   * @param stopped the cell's code was stopped by force, so that nothing of it is left to wait for
   * @returns settles when the cell has ended
   */
  interrupt({ stopped = false } = {}) {
    const again = this.#controller.signal.aborted;
    this.#controller.abort(new InterruptedError());
    clearTimeout(this.#timer);
    if (stopped || again) this.#giveUp();
    else this.#timer = setTimeout(this.#giveUp, graceMilliseconds);
    return this.#ended;
  }

  /** Whether this is the reason of an interruption, so that nobody needs to be told about it. */
  static isReason(error) {
    return error instanceof Error && error.name === 'InterruptedError';
  }
}

module.exports = { Interruption, InterruptedError, signalKey };
