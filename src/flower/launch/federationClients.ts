import { csvField } from '../../core/csvField';
import { ArgumentError } from '../../core/errors';
import { namedDataset } from '../../options/clients/dataSettings';
import { imageModel } from '../../options/clients/modelFor';
import { tableReadOptions } from '../../options/clients/tableReadOptions';
import { pick } from '../../options/defaults';
import { listed } from '../../options/listed';
import { loadPreprocessing } from '../../tables/federated/savePreprocessing';
import { targetColumns } from '../../tables/federated/tableTarget';
import { clientOptions } from '../client/clientOptions';
import { readingTable } from '../client/tableReading';
import { classNamesOf, dataShape } from '../server/dataShape';
import { tableFederation } from '../server/tableFederation';
import type { FederationModel } from '../server/writeServerApp';
import { zooModel } from '../server/zooModel';
import type { SuperNodeCommand } from './federation';
import type { FederationCommandOptions } from './federationOptions';
import { filesByColumn } from './filesOfClients';
import { pageOf } from './tabs/pageOf';
import type { FlowerInstallation } from './flowerInstallation';
import { tableClients, typeScriptClients } from './typeScriptClients';
import type { TypeScriptClients } from './typeScriptClients';

/** Who takes part in a federation of `npm run federation`, and with which model. */
export interface FederationClients {
  /** Those that the command starts. */
  readonly count: number;
  /** What a tab has to know to take part. */
  readonly page: ReturnType<typeof pageOf>;
  readonly model: FederationModel;
  readonly commands: (
    installation: FlowerInstallation,
    attack: TypeScriptClients['attack'],
    signal: AbortSignal,
  ) => Promise<SuperNodeCommand[]>;
  /** Removes files that were made for them. */
  readonly close: () => void;
}

/**
 * The clients by the options: parts of a data set, or tables.
 *
 * @param ofClients the options that every client gets
 * @throws ArgumentError for options that make no sense together; DataError for what is wrong in a table
 */
export function federationClients(
  options: FederationCommandOptions,
  ofClients: NonNullable<TypeScriptClients['options']>,
): Promise<FederationClients> {
  return options.table === undefined
    ? clientsOfImages(options, ofClients)
    : clientsOfTables(options, ofClients);
}

async function clientsOfImages(
  options: FederationCommandOptions,
  ofClients: NonNullable<TypeScriptClients['options']>,
): Promise<FederationClients> {
  const { clients, characters, seed, browserClients: tabs = 0 } = options;
  const dataset = namedDataset(options.dataset);
  const model = imageModel(options.model);
  const parts = clients + tabs;
  const { shape, classes } = dataShape(dataset, characters);
  const classNames = classNamesOf(dataset, characters);
  const given = { clients, parts, dataset, model, seed, options: ofClients };
  return {
    count: clients,
    page: pageOf(options, { ...ofClients, dataset, model, seed }, { shape, classNames }),
    model: await zooModel({ model, shape, classes, seed }),
    commands: async (installation, attack, signal) => {
      if (clients === 0) return [];
      return typeScriptClients(installation, { ...given, ...(attack && { attack }) }, signal);
    },
    close: () => undefined,
  };
}

async function clientsOfTables(
  options: FederationCommandOptions,
  ofClients: NonNullable<TypeScriptClients['options']>,
): Promise<FederationClients> {
  const { model, seed, clientColumn, missingRows, task } = options;
  const preprocessing =
    options.preprocessing === undefined ? undefined : loadPreprocessing(options.preprocessing);
  const targets = preprocessing?.target ? targetColumns(preprocessing.target) : [];
  const target = options.targetColumn === undefined ? targets : listed(options.targetColumn);
  if (target.length !== 1) {
    throw new ArgumentError('--target-column', 'name one column to predict', options.targetColumn);
  }
  const features =
    options.features === undefined
      ? preprocessing?.features.map(({ name }) => name)
      : listed(options.features);
  if (!features) {
    const rule = 'name the columns to train on: clients tell the server of no others';
    throw new ArgumentError('--features', rule, undefined);
  }
  const columns = {
    features: features.map((name) => csvField(name)).join(),
    targetColumn: csvField(target[0]),
  };
  const categorical = options.categorical === undefined ? [] : listed(options.categorical);
  const words = task === 'classification' ? [...categorical, ...target] : categorical;
  const files = listed(options.table!);
  const flags = {
    ...{ '--features': features, '--categorical': categorical, '--target-column': target },
    ...(clientColumn !== undefined && { '--client-column': [clientColumn] }),
  };
  const own =
    clientColumn === undefined
      ? { files, remove: () => undefined }
      : await readingTable(flags, () =>
          filesByColumn(files, clientColumn, [...features, ...target], {
            ...tableReadOptions(options, words),
            ...(missingRows && { incompleteRows: missingRows }),
          }),
        );
  const ofTabs = { ...ofClients, ...columns, model, seed };
  try {
    return {
      count: own.files.length,
      page: pageOf(options, ofTabs),
      model: await tableFederation({ model, seed, features, target: target[0], preprocessing }),
      commands: (installation, attack, signal) => {
        const given = {
          ...ofClients,
          ...{ ...columns, model, seed },
          // Files that are written here have points in numbers, and nothing where a value is missing.
          ...(clientColumn !== undefined && { decimal: undefined, missingValues: undefined }),
        };
        const clients = {
          files: own.files,
          options: pick(clientOptions, { ...given, table: undefined }),
          ...(attack && { attack }),
        };
        return tableClients(installation, clients, signal);
      },
      close: own.remove,
    };
  } catch (error) {
    own.remove();
    throw error;
  }
}
