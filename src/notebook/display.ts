import { loadedModules } from '../platform/packages';
import { randomUUID } from '../platform/randomness';
import { FederatedError } from '../core/errors';

/**
 * One output in several forms, by MIME type; a front end shows the richest one that it supports.
 */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** One output of a notebook cell, which may be replaced any number of times. */
export interface Output {
  /** Shows something else in the same place, even after the cell has ended. */
  replace(bundle: MimeBundle): void;
}

/**
 * Shows a bundle as a new output of the running cell. `metadata` is not shown but kept with the
 * output in the notebook's file.
 */
export type Display = (bundle: MimeBundle, metadata?: object) => Output;

/**
 * What shows the outputs of cells where no tslab kernel does, such as a page of the book. It draws
 * figures itself, as often as they are replaced; HTML in the same bundle stands below the figure.
 */
export interface FrontEnd {
  readonly display: Display;
  /**
   * Draws a figure, given as JSON, as an SVG picture of its own size with a background: what Plotly's
   * `toImage` returns.
   */
  drawSvg(figureJson: string): Promise<string>;
}

/** Where a front end puts itself: `globalThis[frontEndKey]`. */
export const frontEndKey = Symbol.for('federated.frontEnd');

/** The front end of this page or worker, if it has any. */
export function frontEnd(): FrontEnd | undefined {
  return (globalThis as { [frontEndKey]?: FrontEnd })[frontEndKey];
}

/** How tslab's kernel sends a `display_data` or `update_display_data` message. */
type Writer = (
  message: {
    readonly data: MimeBundle;
    readonly metadata: object;
    readonly transient: { readonly display_id: string };
  },
  update: boolean,
) => void;

type LoadedModules = Readonly<Record<string, { readonly exports: unknown } | undefined>>;

/**
 * How to display something in the notebook whose kernel this process is; undefined in a process
 * that is neither a tslab kernel nor has a {@link frontEnd}, or before the first cell has run.
 *
 * tslab's own `display` sends one MIME type per message; a chart needs several. The kernel's writer
 * is found among the modules that the process has loaded, so it is the running kernel's, wherever
 * tslab is installed.
 */
export function findDisplay(loaded: LoadedModules = loadedModules()): Display | undefined {
  const own = frontEnd();
  if (own) return own.display;
  const write = findWriter(loaded);
  if (!write) return undefined;
  return (bundle, metadata = {}) => {
    const transient = { display_id: randomUUID() };
    const send = (data: MimeBundle, update: boolean): void => {
      write({ data, metadata, transient }, update);
    };
    send(bundle, false);
    return {
      replace: (next) => {
        send(next, true);
      },
    };
  };
}

/** `findDisplay`, or a `FederatedError` that says what to do instead in a script. */
export function requireDisplay(call: string, instead: string): Display {
  const display = findDisplay();
  if (display) return display;
  throw new FederatedError(`${call} works only in a notebook cell; in a script, ${instead}`);
}

function findWriter(loaded: LoadedModules): Writer | undefined {
  for (const [file, module] of Object.entries(loaded)) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file)) continue;
    const { lastWriteDisplayData } = module?.exports as { lastWriteDisplayData?: Writer | null };
    if (lastWriteDisplayData) return lastWriteDisplayData;
  }
  return undefined;
}
