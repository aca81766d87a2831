import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from '../platform/files';
import { join } from '../platform/paths';
import { hostname, process } from '../platform/system';
import { wholeNumber } from '../core/check';
import { ArgumentError, FederatedError } from '../core/errors';
import { makeFolder } from '../core/files';
import { fileError, onFile, systemCode } from '../core/systemError';
import { histogram } from './histogram';
import { histogramEvent, imageEvent, scalarEvent, textEvent, versionEvent } from './summary';
import { tfRecord } from './tfRecord';

/** How TensorBoard recognizes an event file. */
const prefix = 'events.out.tfevents';

export interface EventWriterOptions {
  /** Milliseconds since 1970, for each event's time; default `Date.now`. */
  readonly clock?: () => number;
}

/**
 * Writes one TensorBoard event file, which TensorBoard may read while it grows.
 *
 * A folder is one run; `new EventWriter('runs/first/train')` and `…/heldOut` are two runs whose
 * curves TensorBoard draws together. Every method writes immediately. Steps are whole numbers of at
 * least 0, in TensorBoard's order; names such as `loss/cross-entropy` are grouped by their first
 * part. After `close` every method but `close` throws a `FederatedError`.
 *
 * ```ts
 * const writer = new fl.tensorboard.EventWriter('runs/mine/tensorboard/train');
 * writer.scalar('loss', 0.25, 1);
 * writer.close();
 * ```
 */
export class EventWriter {
  /** The path of the file. */
  readonly file: string;
  readonly #clock: () => number;
  #descriptor: number | undefined;

  /** @param folder the run's folder; created if missing */
  constructor(folder: string, options: EventWriterOptions = {}) {
    this.#clock = options.clock ?? Date.now;
    makeFolder(folder);
    const seconds = Math.floor(this.#clock() / 1000);
    ({ file: this.file, descriptor: this.#descriptor } = createFile(
      join(folder, `${prefix}.${seconds}.${hostname()}.${process.pid}`),
    ));
    this.#append('file', 0, versionEvent);
  }

  /** A point of a curve. Stored as a 32-bit float; NaN and infinities are shown as such. */
  scalar(name: string, value: number, step: number): void {
    this.#append(name, step, (seconds) => scalarEvent(seconds, step, name, value));
  }

  /**
   * How values are spread, for the tabs Histograms and Distributions.
   *
   * @param values finite numbers, at least one
   * @param buckets number of equally wide intervals; default 30
   */
  histogram(name: string, values: ArrayLike<number>, step: number, buckets?: number): void {
    const counted = histogram(values, buckets);
    this.#append(name, step, (seconds) => histogramEvent(seconds, step, name, counted));
  }

  /** An image. `png` and its size, as returned by `encodePng` and `pngSize`. */
  image(
    name: string,
    png: Uint8Array,
    size: { readonly width: number; readonly height: number },
    step: number,
  ): void {
    wholeNumber('width', size.width, 1);
    wholeNumber('height', size.height, 1);
    this.#append(name, step, (seconds) => imageEvent(seconds, step, name, png, size));
  }

  /** A text in Markdown. */
  text(name: string, markdown: string, step: number): void {
    this.#append(name, step, (seconds) => textEvent(seconds, step, name, markdown));
  }

  /** Returns once everything written so far is on disk. */
  flush(): void {
    onFile(this.file, () => {
      fsyncSync(this.#open());
    });
  }

  /** Closes the file. Harmless to call twice. */
  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #append(name: string, step: number, encode: (seconds: number) => Uint8Array): void {
    if (name === '') throw new ArgumentError('name', 'not be empty', name);
    wholeNumber('step', step, 0);
    const record = tfRecord(encode(this.#clock() / 1000));
    onFile(this.file, () => {
      writeFileSync(this.#open(), record);
    });
  }

  #open(): number {
    if (this.#descriptor === undefined) throw new FederatedError(`${this.file} is closed`);
    return this.#descriptor;
  }
}

/** Creates a new file, with the first free number after its name. */
function createFile(path: string): { file: string; descriptor: number } {
  for (let number = 0; ; number++) {
    const file = `${path}.${number}.v2`;
    try {
      return { file, descriptor: openSync(file, 'wx') };
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw fileError(file, error);
    }
  }
}

export interface OpenRunsOptions extends EventWriterOptions {
  /** Whether to remove these runs' existing event files first; default false. */
  readonly replace?: boolean;
}

/**
 * Opens one writer for each run, in sub-folders of `folder`: `openRuns('runs/first', ['train',
 * 'heldOut'])` gives `{ train, heldOut }`, whose curves TensorBoard draws in one chart.
 */
export function openRuns<Name extends string>(
  folder: string,
  names: readonly Name[],
  { replace = false, ...options }: OpenRunsOptions = {},
): Record<Name, EventWriter> {
  const writers = names.map((name) => {
    const run = join(folder, name);
    if (replace) removeEventFiles(run);
    return [name, new EventWriter(run, options)];
  });
  return Object.fromEntries(writers) as Record<Name, EventWriter>;
}

function removeEventFiles(folder: string): void {
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    if (!file.startsWith(prefix)) continue;
    onFile(path, () => {
      rmSync(path);
    });
  }
}
