import type { PlaygroundSettings } from './settings';
import type { RunResult } from './results';

/** What the page asks of its worker; another run begins only after the last has ended. */
export interface RunRequest {
  readonly settings: PlaygroundSettings;
}

/** What the worker says: first `ready`, then each round, then `done`; or `failed` at any time. */
export type RunMessage =
  | {
      readonly kind: 'ready';
      /** Client -> label -> number of training examples. */
      readonly partition: readonly (readonly number[])[];
      /** What a reader of the results should know, a sentence each. */
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: 'round';
      /** The rounds so far. */
      readonly result: RunResult;
    }
  | { readonly kind: 'done'; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly message: string };
