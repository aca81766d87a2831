import { FederatedError } from '../../core/errors';
import { toArrays } from '../../core/namedArrays';
import { modelFor, modelName } from '../../options/clients/modelFor';
import type { ChosenModel } from '../../options/clients/modelFor';
import { getParameters, specOf } from '../../models/parameters';
import { sortedNames } from '../../tables/federated/columnKinds';
import { preprocessedKind, preprocessingOf } from '../../tables/federated/preprocessing';
import type { PreprocessedTarget, Preprocessing } from '../../tables/federated/preprocessing';
import { checkedPreprocessing } from '../../tables/federated/savePreprocessing';
import { statisticsVectors } from '../../tables/federated/statisticsVectors';
import type { StatisticsVectors } from '../../tables/federated/statisticsVectors';
import type { Table } from '../../tables/table';
import { clientApp } from './clientApp';
import type { AppReply, AppRequest, ClientApp } from './clientApp';
import { modelClientApp } from './modelClientApp';
import type { ModelClientAppOptions } from './modelClientApp';
import {
  parsedJson,
  receivedSum,
  receivedTerms,
  tableNumber,
  tableRecord,
  tableText,
} from './tableMessages';
import type { TableTerms } from './tableMessages';
import { checkColumns, toldSchema } from './tableSchema';
import type { TableColumns } from './tableSchema';

/** Options of {@link tableClientApp}. */
export interface TableClientAppOptions {
  /** The rows to train on; those to test on are never summed. */
  readonly train: Table;
  readonly columns: TableColumns;
  readonly model: ChosenModel;
  /** Makes what a model's client app needs; called once for each different preprocessing. */
  readonly prepare: (preprocessing: Preprocessing) => ModelClientAppOptions;
  /** Whether sums over the rows may leave in the clear; else preprocessing must be given. Default true. */
  readonly tellsSums?: boolean;
  /** Receives the reason if the server leaves this client out. */
  readonly leftOut?: (reason: string) => void;
}

/** A client app that holds a model as soon as its preprocessing is known. */
export interface TableClientApp {
  readonly app: ClientApp;
  /** Ends its trainer. */
  readonly dispose: () => void;
}

/**
 * A client app that trains on one client's table. Before the first round it tells the server names and kinds of
 * its features' columns and their categories, then counts and sums over its training rows
 * (`federatedStatistics`); one client turns the sums over all clients into preprocessing, and makes the
 * initial model. Then, and whenever a message brings preprocessing, the client prepares its rows
 * with it and answers as {@link modelClientApp} does.
 */
export function tableClientApp(options: TableClientAppOptions): TableClientApp {
  const { train, columns, tellsSums = true } = options;
  let prepared: { text: string; app: ClientApp; dispose: () => void } | undefined;

  const prepare = (text: string): ClientApp => {
    if (prepared?.text === text) return prepared.app;
    const preprocessing = received(text);
    checkColumns(train, preprocessing);
    const own = options.prepare(preprocessing);
    prepared?.dispose();
    const dispose = (): void => {
      own.trainer.dispose();
    };
    prepared = { text, app: modelClientApp(own), dispose };
    return prepared.app;
  };
  const told = (request: AppRequest): { terms: TableTerms; vectors: StatisticsVectors } => {
    if (!tellsSums) {
      const rule = 'its updates leave by secure aggregation only, and so must sums over its rows';
      throw new FederatedError(`this client needs preprocessing that is given: ${rule}`);
    }
    const terms = receivedTerms(request);
    const features = terms.features.map(({ name, kind, categories = [] }) => ({
      ...{ name, kind, categories: sortedNames(categories) },
    }));
    return { terms, vectors: statisticsVectors(features) };
  };
  const asked = clientApp({
    'query.schema': () => ({
      records: tableRecord({ schema: JSON.stringify(toldSchema(train, columns)) }),
    }),
    'query.sums': (request) => vectorReply(told(request).vectors.first(train)),
    'query.deviations': (request) =>
      vectorReply(told(request).vectors.second(train, receivedSum(request, 'first'))),
    'query.preprocessing': (request) => {
      const { terms, vectors } = told(request);
      const [first, second] = ['first', 'second'].map((name) => receivedSum(request, name));
      const statistics = {
        ...vectors.statistics(first, second),
        ...{ clients: tableNumber(request, 'clients'), reveals: [] },
      };
      const preprocessing = { ...preprocessingOf(statistics), target: targetOf(terms.target) };
      checkModel(request, options.model, preprocessing);
      return initialModel(preprocessing, request, options.model);
    },
    'query.prepare': (request) => {
      const text = tableText(request, 'preprocessing');
      checkModel(request, options.model, received(text));
      prepare(text);
      return {};
    },
    'query.left_out': (request) => {
      options.leftOut?.(tableText(request, 'reason'));
      return {};
    },
  });
  return {
    app: async (request, context) => {
      if (request.messageType.startsWith('query')) return asked(request, context);
      const text = request.config.get('preprocessing');
      const app = typeof text === 'string' ? prepare(text) : prepared?.app;
      if (app) return app(request, context);
      throw new FederatedError('the server has sent this client no preprocessing for its table');
    },
    dispose: () => prepared?.dispose(),
  };
}

function vectorReply(vector: Float64Array): AppReply {
  const array = { dtype: 'float64', shape: [vector.length], data: vector } as const;
  return { arrays: new Map([['sums', array]]) };
}

function targetOf({ name, kind, categories = [] }: TableTerms['target']): PreprocessedTarget {
  if (kind === 'number') return { kind: 'numbers', names: [name] };
  const classNames = sortedNames(categories);
  if (classNames.length >= 2 && classNames.length <= 256) {
    return { kind: 'classes', name, classNames };
  }
  const found = `column ${JSON.stringify(name)}, the target, has ${classNames.length} of them`;
  throw new FederatedError(`2 to 256 classes are possible: ${found}`);
}

function received(text: string): Preprocessing {
  return checkedPreprocessing('preprocessing', parsedJson(text));
}

/** Throws a `FederatedError` if the server trains another model. */
function checkModel(request: AppRequest, own: ChosenModel, preprocessing: Preprocessing): void {
  const kind = preprocessedKind(preprocessing);
  const wanted = tableText(request, 'model');
  const theirs = modelName(wanted as ChosenModel, kind);
  if (theirs === modelName(own, kind)) return;
  throw new FederatedError(
    `the server's model is ${theirs}: start this client with --model ${theirs}`,
  );
}

/** Preprocessing as a reply, with the arrays of the model for it. */
function initialModel(
  preprocessing: Preprocessing,
  request: AppRequest,
  name: ChosenModel,
): AppReply {
  const model = modelFor(name, preprocessedKind(preprocessing), tableNumber(request, 'seed'));
  try {
    const tensors = toArrays(specOf(model), getParameters(model));
    const arrays = [...tensors].map(([tensor, { shape, data }]) => {
      return [tensor, { dtype: 'float32', shape, data }] as const;
    });
    const records = tableRecord({ preprocessing: JSON.stringify(preprocessing) });
    return { arrays: new Map(arrays), records };
  } finally {
    model.dispose();
  }
}
