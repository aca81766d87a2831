import { type CellAccess, compileCell } from '../cells/compileCell';
import { type KnownCell, scriptName } from './cellFrames';
import { type Failure, failureOf } from './failure';
import { createInterruption } from './interruption';
import { createVariables } from './variables';

/** What a page and a kernel call the forms of an output: by MIME type. */
type Bundle = Readonly<Record<string, unknown>>;

/** What a kernel needs of its surroundings. */
export interface ExecutorOptions {
  /** A module that a cell imports. */
  readonly module: (name: string, names?: readonly string[]) => Promise<object>;
  /** The bundle of a cell's last value; undefined for a value that is to be printed. */
  readonly bundleOf: (value: unknown) => Promise<Bundle | undefined>;
  /** A value in words. */
  readonly print: (value: unknown) => string;
}

/** How a cell ended: with an error, or with a value to show if there is one. */
export type Outcome = { readonly failure: Failure } | { readonly bundle: Bundle | undefined };

/** Runs cells one after the other, with variables that all of them share. */
export interface Executor {
  /**
   * @param count the cell's execution count, each once
   * @returns never rejects
   */
  run(source: string, count: number): Promise<Outcome>;
  /** Ends the cell that runs, as the tslab kernel does: training stops after at most one more round. */
  interrupt(): void;
  /** How an error that no cell waited for is shown. */
  failureOf(thrown: unknown): Failure;
}

type CellFunction = (scope: object, access: CellAccess) => Promise<void>;

/** Compiles in the global scope, not in this function's. */
const globalEval = eval;

export function createExecutor(options: ExecutorOptions): Executor {
  const { bundleOf, print } = options;
  const variables = createVariables();
  const interruption = createInterruption();
  const cells = new Map<number, KnownCell>();

  async function evaluate(source: string, count: number): Promise<Bundle | undefined> {
    cells.set(count, { source, place: () => undefined });
    const { code, place } = compileCell(source);
    cells.set(count, { source, place });
    let settle = (): void => undefined;
    const access: CellAccess = {
      module: options.module,
      declare(own) {
        settle = variables.declare(own);
      },
    };
    const script = `${code}\n//# sourceURL=${scriptName(count)}`;
    try {
      await interruption.during(() =>
        (globalEval(script) as CellFunction)(variables.scope, access),
      );
    } finally {
      settle();
    }
    const { value } = access;
    if (value === undefined || value === null) return undefined;
    return (await bundleOf(value)) ?? { 'text/plain': print(value) };
  }

  const failed = (thrown: unknown, count: number): Failure =>
    failureOf(thrown, count, cells, print);
  return {
    async run(source, count) {
      try {
        return { bundle: await evaluate(source, count) };
      } catch (error) {
        return { failure: failed(error, count) };
      }
    },
    interrupt: () => {
      interruption.interrupt();
    },
    failureOf: (thrown) => failed(thrown, 0),
  };
}
