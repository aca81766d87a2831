import type { FlowerCommands } from './flowerRun';
import { runStatus } from './flowerRun';

/** Polls the status of a run in the background, as long as the run gives no sign of life itself. */
export class RunWatch {
  readonly #ask: () => Promise<string>;
  readonly #controller = new AbortController();
  #asking: Promise<void> | undefined;
  readonly #every: number;
  #next: number;
  #finished: string | undefined;
  #failure: { readonly began: number; readonly error: unknown } | undefined;

  /** @param every milliseconds between two polls: each starts a Python process */
  constructor(flower: FlowerCommands, id: string, every = 10_000) {
    this.#every = every;
    this.#next = performance.now() + every;
    const signals = [this.#controller.signal, ...(flower.signal ? [flower.signal] : [])];
    const signal = AbortSignal.any(signals);
    this.#ask = () => runStatus({ ...flower, signal }, id);
  }

  /**
   * The run's last status, once it is finished: `finished:failed (why)`.
   *
   * @param since `performance.now()` when the run gave its last sign of life; a run that has just given
   *   one is not asked about
   * @throws the command's error, if it failed repeatedly and the run gave no sign of life meanwhile
   */
  finished(since: number): string | undefined {
    const due = Math.max(this.#next, since + this.#every);
    if (!this.#asking && performance.now() > due) this.#asking = this.#look();
    if (this.#failure && this.#failure.began > since) throw this.#failure.error;
    return this.#finished;
  }

  /** Ends the current poll. */
  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#asking;
  }

  async #look(): Promise<void> {
    const began = performance.now();
    try {
      const status = await this.#ask();
      this.#failure = undefined;
      if (status.startsWith('finished')) this.#finished = status;
    } catch (error) {
      this.#failure = { began, error };
    }
    this.#next = performance.now() + this.#every;
    this.#asking = undefined;
  }
}
