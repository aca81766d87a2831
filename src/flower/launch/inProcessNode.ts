import { pause } from '../../platform/timers';
import { messageOf } from '../../core/systemError';
import { FlowerProcessError } from './childProcess';
import type { SuperLink } from './superLink';

/** Runs a SuperNode in this process until the signal is aborted. */
export type InProcessClient = (superLink: SuperLink, signal: AbortSignal) => Promise<void>;

/** A client that runs in this process, with the interface of a separate process. */
export class InProcessNode {
  readonly name: string;
  readonly #controller = new AbortController();
  readonly #ended: Promise<void>;
  #end: { readonly how: string } | undefined;

  constructor(name: string, client: InProcessClient, superLink: SuperLink) {
    this.name = name;
    const { signal } = this.#controller;
    // A client that throws before its first await also ends with an error.
    const running = Promise.resolve().then(() => client(superLink, signal));
    this.#ended = running.then(
      () => void (this.#end = { how: 'without an error' }),
      (error: unknown) => void (this.#end = { how: messageOf(error) }),
    );
  }

  /** How it ended, if it has. */
  get end(): { readonly how: string } | undefined {
    return this.#end;
  }

  /** An error that says how it ended. */
  failure(problem: string): FlowerProcessError {
    return new FlowerProcessError(
      `${this.name} ${problem}: ${this.#end?.how ?? 'it is still running'}`,
    );
  }

  /** Aborts its signal, and waits for it to end, but no longer than `graceSeconds`. */
  async stop(graceSeconds = 10): Promise<void> {
    this.#controller.abort();
    const over = new AbortController();
    const late = pause(1000 * graceSeconds, undefined, { ref: false, signal: over.signal });
    await Promise.race([this.#ended, late]);
    over.abort();
    await late.catch(() => undefined);
  }
}
