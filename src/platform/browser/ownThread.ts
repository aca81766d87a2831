import type { ThreadModule } from '../node/threads';

/** What runs a thread's program. */
export interface Runner {
  post(message: unknown): void;
  /** Afterwards nothing is received or sent; what the program holds is freed. */
  end(): void;
}

/** What a runner tells. */
export interface RunnerEvents {
  message(message: unknown): void;
  messageerror(error: Error): void;
  error(error: Error): void;
}

/**
 * A thread's program that runs in the caller's own thread. Each message is taken in a turn of its own, so
 * that the page can draw and react in between.
 */
export class OwnThread implements Runner {
  readonly #events: RunnerEvents;
  readonly #messages: unknown[] = [];
  readonly #turns = new MessageChannel();
  #listener: ((message: unknown) => void) | undefined;
  #free: (() => Promise<void>) | undefined;
  #ended = false;

  constructor(module: ThreadModule, data: unknown, events: RunnerEvents) {
    this.#events = events;
    this.#turns.port1.onmessage = () => {
      this.#take();
    };
    module.load().then(({ main }) => {
      if (this.#ended) return;
      this.#guarded(() => {
        main({
          data,
          post: (message: unknown) => {
            if (!this.#ended) events.message(message);
          },
          listen: (listener: (message: unknown) => void) => {
            this.#listener = listener;
          },
          atEnd: (free: () => Promise<void>) => {
            this.#free = free;
          },
        });
      });
      this.#messages.forEach(() => {
        this.#nextTurn();
      });
    }, this.#fail);
  }

  post(message: unknown): void {
    this.#messages.push(message);
    if (this.#listener) this.#nextTurn();
  }

  end(): void {
    this.#ended = true;
    this.#messages.length = 0;
    this.#turns.port1.close();
    this.#free?.().catch(() => undefined);
  }

  #nextTurn(): void {
    this.#turns.port2.postMessage(undefined);
  }

  #take(): void {
    if (this.#ended || this.#messages.length === 0) return;
    const message = this.#messages.shift();
    this.#guarded(() => this.#listener?.(message));
  }

  #guarded(body: () => void): void {
    try {
      body();
    } catch (error) {
      this.#fail(error);
    }
  }

  readonly #fail = (error: unknown): void => {
    this.#events.error(error instanceof Error ? error : new Error(String(error)));
  };
}
