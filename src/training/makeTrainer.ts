import { TraceError } from '../compiler/traceError';
import { ArgumentError } from '../core/errors';
import { nativeHere } from '../platform/onnxRuntime';
import { compiledTrainer } from './compiled/compiledTrainer';
import type { CompiledTrainerOptions } from './compiled/compiledTrainer';
import type { TrainableModel } from './eager/model';
import { eagerTrainer } from './eager/eagerTrainer';
import type { LocalTrainer } from './localTrainer';
import { missingWebAssembly } from './worker/webAssembly';

export const trainerNames = ['auto', 'compiled', 'eager'] as const;

/** How a model's trainer is chosen. */
export interface TrainerOptions extends CompiledTrainerOptions {
  /**
   * `compiled` throws a `TraceError` if a model cannot be compiled; `auto`, the default, then
   * trains eagerly and says why; so it does where ONNX Runtime has no WebAssembly to run on.
   */
  readonly trainer?: (typeof trainerNames)[number];
  /** Called once, with one line, if a model trains eagerly, to say why; default: stderr. */
  readonly announce?: (line: string) => void;
}

/** A trainer for any model: compiled if possible, else eager. */
export function localTrainer(model: TrainableModel, options: TrainerOptions = {}): LocalTrainer {
  const { trainer = 'auto', announce = console.warn, ...compiledOptions } = options;
  if (!trainerNames.includes(trainer)) {
    throw new ArgumentError('trainer', `be one of ${trainerNames.join(', ')}`, trainer);
  }
  if (trainer === 'eager') return eagerTrainer(model, compiledOptions);
  const missing = missingEngine(options.engine);
  if (trainer === 'auto' && missing !== undefined) {
    announce(`The model trains eagerly, more slowly: ${missing}`);
    return eagerTrainer(model, compiledOptions);
  }
  const compiled = compiledTrainer(model, compiledOptions);
  if (trainer === 'compiled') return compiled;
  return withFallback(compiled, () => eagerTrainer(model, compiledOptions), announce);
}

/** Why compiled programs cannot run here, if only WebAssembly could run them and it is not there. */
function missingEngine(engine: TrainerOptions['engine'] = 'auto'): string | undefined {
  const native = engine === 'node' || (engine === 'auto' && nativeHere);
  return native ? undefined : missingWebAssembly();
}

/**
 * Switches to the second trainer at the first `TraceError`; also for the rest of a cohort, if only
 * a later client's program cannot be compiled.
 */
function withFallback(
  compiled: LocalTrainer,
  makeEager: () => LocalTrainer,
  announce: (line: string) => void,
): LocalTrainer {
  let eager: LocalTrainer | undefined;

  /** Makes the eager trainer for a model that cannot be compiled; rethrows any other error. */
  function fallBack(error: unknown): LocalTrainer {
    if (!(error instanceof TraceError)) throw error;
    if (!eager) announce(`The model trains eagerly, more slowly: ${error.message}`);
    eager ??= makeEager();
    return eager;
  }

  async function* each<Item, Result>(
    items: Iterable<Item>,
    run: (trainer: LocalTrainer, items: Iterable<Item>) => AsyncIterable<Result>,
  ): AsyncGenerator<Result, void, undefined> {
    if (eager) {
      yield* run(eager, items);
      return;
    }
    const open: Item[] = [];
    const source = items[Symbol.iterator]();
    try {
      for await (const result of run(compiled, rememberedIn(open, source))) {
        open.shift();
        yield result;
      }
    } catch (error) {
      yield* run(fallBack(error), chain(open, source));
    } finally {
      source.return?.();
    }
  }

  return {
    spec: compiled.spec,
    threshold: compiled.threshold,
    get description() {
      return (eager ?? compiled).description;
    },
    initialParameters: () => compiled.initialParameters(),
    train: (parameters, tasks, plan, signal) =>
      each(tasks, (trainer, items) => trainer.train(parameters, items, plan, signal)),
    evaluate: (parameters, datasets, signal) =>
      each(datasets, (trainer, items) => trainer.evaluate(parameters, items, signal)),
    async predict(parameters, dataset) {
      if (eager) return eager.predict(parameters, dataset);
      try {
        return await compiled.predict(parameters, dataset);
      } catch (error) {
        return fallBack(error).predict(parameters, dataset);
      }
    },
    recycle: (update) => {
      compiled.recycle(update);
    },
    dispose: () => {
      compiled.dispose();
      eager?.dispose();
    },
  };
}

/** The source's items, each added to `open` as it is taken; the source is left open. */
function* rememberedIn<Item>(
  open: Item[],
  source: Iterator<Item>,
): Generator<Item, void, undefined> {
  for (let next = source.next(); !next.done; next = source.next()) {
    open.push(next.value);
    yield next.value;
  }
}

function* chain<Item>(
  first: readonly Item[],
  rest: Iterator<Item>,
): Generator<Item, void, undefined> {
  yield* first;
  yield* rememberedIn([], rest);
}
