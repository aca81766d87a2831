import { missingWebAssembly } from '../../../training/worker/webAssembly';
import type { RunMessage, RunRequest } from '../messages';
import type { PlaygroundSettings } from '../settings';

/** Runs in this tab, one at a time. */
export interface TabRuns {
  /** Starts a run; its messages go to `hear`. Does nothing while another one is under way. */
  readonly start: (settings: PlaygroundSettings, hear: (message: RunMessage) => void) => void;
  /** Ends the run under way at once. */
  readonly cancel: () => void;
  readonly busy: () => boolean;
}

/** Why this page cannot run anything, in a sentence; undefined if it can. */
export function cannotRun(): string | undefined {
  if (globalThis.location.protocol === 'file:') {
    return (
      'A page that was opened from disk may not start a program in the background. Serve the book to run ' +
      'something here, for example with “python3 -m http.server --directory notebooks/_build/book”, and open ' +
      'the address that it prints.'
    );
  }
  const missing = missingWebAssembly();
  if (missing !== undefined) return `Nothing can be trained here: ${missing}.`;
  if (typeof Worker === 'undefined' || typeof DecompressionStream === 'undefined') {
    return 'This browser is too old to train here: it lacks workers for modules or streams that unpack.';
  }
  return undefined;
}

/**
 * Makes the runs of a page. The program and the digits are loaded by the first one; later runs find them.
 *
 * @param program the address of the worker's program
 */
export function tabRuns(program: string): TabRuns {
  let worker: Worker | undefined;
  let hearing: ((message: RunMessage) => void) | undefined;

  const end = (): void => {
    hearing = undefined;
  };
  const drop = (): void => {
    worker?.terminate();
    worker = undefined;
    end();
  };
  const open = (): Worker => {
    const opened = new Worker(program, { type: 'module' });
    opened.onmessage = ({ data }: { readonly data: RunMessage }) => {
      const hear = hearing;
      if (data.kind === 'failed') drop();
      if (data.kind === 'done') end();
      hear?.(data);
    };
    opened.onerror = (event) => {
      const hear = hearing;
      drop();
      const why = event.message ? `: ${event.message}` : '';
      hear?.({
        kind: 'failed',
        message: `The program that trains could not be loaded or broke${why}.`,
      });
    };
    return opened;
  };

  return {
    start(settings, hear) {
      if (hearing) return;
      hearing = hear;
      worker ??= open();
      const request: RunRequest = { settings };
      worker.postMessage(request);
    },
    cancel: drop,
    busy: () => hearing !== undefined,
  };
}
