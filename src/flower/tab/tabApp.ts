import { counted } from '../../core/counted';
import { DataError } from '../../core/errors';
import { messageOf } from '../../core/systemError';
import type { ImageShape } from '../../data/dataset';
import { slice } from '../../data/datasetParts';
import { makeDataset } from '../../data/makeDataset';
import { mkdirSync, writeFileSync } from '../../platform/files';
import { basename, join } from '../../platform/paths';
import { tmpdir } from '../../platform/system';
import type { Metrics } from '../../training/metrics';
import { MemoryError, missingWebAssembly } from '../../training/worker/webAssembly';
import { modelClientApp } from '../app/modelClientApp';
import type { ModelClientAppOptions } from '../app/modelClientApp';
import type { ClientApp } from '../app/clientApp';
import { checkedClientOptions } from '../client/checkedOptions';
import type { ClientOptions } from '../client/clientOptions';
import { localModel } from '../client/localModel';
import type { OwnImages } from '../client/localModel';
import { localTable } from '../client/localTable';
import type { NodeLog } from '../node/log';
import type {
  EngineMessage,
  LabeledBytes,
  TabExamples,
  TabFederation,
  TabImages,
} from './messages';

/** A tab's client app, and what it works with. */
export interface TabApp {
  readonly app: ClientApp;
  readonly options: ClientOptions;
  /** Undefined for tables: their model is made when the server has said how rows become numbers. */
  readonly model?: ModelClientAppOptions;
  readonly engine?: EngineMessage;
  readonly dispose: () => void;
}

/**
 * Makes the client app of a tab, as `npm run flower-client` with the federation's options would be.
 *
 * Trains in a compiled program. Where there is no WebAssembly for it, or its engine does not start, it trains
 * eagerly, and the log says so.
 *
 * @param loadDigits makes the embedded digits available
 * @throws ArgumentError or DataError that says what is wrong with options or examples; MemoryError
 */
export async function tabApp(
  federation: TabFederation,
  examples: TabExamples,
  log: NodeLog,
  loadDigits: () => Promise<void>,
): Promise<TabApp> {
  const options = checkedClientOptions({ ...federation.options, ...ownOptions(examples) });
  if (examples.kind === 'table') {
    const table = join(tmpdir(), basename(examples.name));
    mkdirSync(tmpdir(), { recursive: true });
    writeFileSync(table, examples.content);
    return { options, ...(await localTable({ ...options, table }, log)) };
  }
  if (examples.kind === 'part') await loadDigits();
  const own = examples.kind === 'images' ? ownImages(federation, examples) : undefined;
  const model = await modelThatRuns(options, log, own);
  const { trainer, client } = model;
  return {
    app: modelClientApp(model),
    options,
    model,
    engine: {
      kind: 'engine',
      text: trainer.description ?? 'the model trains eagerly, in one thread',
      model: options.model,
      parameters: trainer.spec.size,
      train: client.train.size,
      test: client.test.size,
    },
    dispose: () => {
      trainer.dispose();
    },
  };
}

/** The options that say which examples a client has. */
function ownOptions(examples: TabExamples): Readonly<Record<string, string | number>> {
  switch (examples.kind) {
    case 'part':
      return { partitionId: examples.partitionId, numPartitions: examples.numPartitions };
    case 'table':
      return { table: basename(examples.name) };
    case 'images':
      return {};
  }
}

function ownImages({ shape, classNames }: TabFederation, examples: TabImages): OwnImages {
  if (!shape || !classNames) {
    throw new DataError(
      'your examples',
      'are images, and this federation trains on something else',
    );
  }
  const { id, train, test } = examples;
  if (train.labels.length === 0) {
    throw new DataError('your examples', 'are none: there has to be at least one to train on');
  }
  const part = ({ images, labels }: LabeledBytes) =>
    makeDataset(images, labels, shape satisfies ImageShape, classNames);
  return {
    name: 'own examples',
    shape,
    classNames,
    client: { id, train: part(train), test: part(test) },
  };
}

/** The model with a trainer that has been tried: compiled if possible. */
async function modelThatRuns(
  options: ClientOptions,
  log: NodeLog,
  own: OwnImages | undefined,
): Promise<ModelClientAppOptions> {
  const eagerly = (reason: string): Promise<ModelClientAppOptions> => {
    const text = `The model trains eagerly, some ${counted(10, 'time')} more slowly: ${reason}`;
    log({ level: 'warn', event: 'engine', text });
    return localModel({ ...options, trainer: 'eager' }, log, own);
  };
  if (options.trainer === 'eager') return localModel(options, log, own);
  const missing = missingWebAssembly();
  if (missing !== undefined) return eagerly(missing);
  const made = await localModel(options, log, own);
  try {
    await tryOut(made);
    return made;
  } catch (error) {
    made.trainer.dispose();
    if (error instanceof MemoryError || options.trainer === 'compiled') throw error;
    return eagerly(messageOf(error));
  }
}

/** Evaluates one example, which starts the engine before the server waits for it. */
async function tryOut({ trainer, client }: ModelClientAppOptions): Promise<Metrics[]> {
  const one = slice(client.train, 0, 1);
  const measured: Metrics[] = [];
  for await (const metrics of trainer.evaluate(trainer.initialParameters(), [one])) {
    measured.push(metrics);
  }
  return measured;
}
