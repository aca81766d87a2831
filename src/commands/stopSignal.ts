import { process } from '../platform/system';
import { FederatedError } from '../core/errors';

/** What happens at the first signal, besides the abort, and at each later one. */
export interface StopOptions {
  readonly first?: () => void;
  readonly again?: () => void;
}

/**
 * Aborts when this process is told to stop: by Ctrl-C, SIGTERM or a closing terminal. The process
 * keeps running until its work has ended.
 */
export function stopSignal({ first, again }: StopOptions = {}): AbortController {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        again?.();
        return;
      }
      first?.();
      controller.abort(new FederatedError(`stopped by ${name}`));
    });
  }
  return controller;
}
