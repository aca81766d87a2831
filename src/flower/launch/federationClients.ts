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
import { dataShape } from '../server/dataShape';
import { tableFederation } from '../server/tableFederation';
import type { FederationModel } from '../server/writeServerApp';
import { zooModel } from '../server/zooModel';
import type { SuperNodeCommand } from './federation';
import type { FederationCommandOptions } from './federationOptions';
import { filesByColumn } from './filesOfClients';
import type { FlowerInstallation } from './flowerInstallation';
import { tableClients, typeScriptClients } from './typeScriptClients';
import type { TypeScriptClients } from './typeScriptClients';

/** Who takes part in a federation of `npm run federation`, and with which model. */
export interface FederationClients {
  readonly count: number;
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
  const { clients, characters, seed } = options;
  const dataset = namedDataset(options.dataset);
  const model = imageModel(options.model);
  return {
    count: clients,
    model: await zooModel({ model, ...dataShape(dataset, characters), seed }),
    commands: (installation, attack, signal) => {
      const given = { clients, dataset, model, seed, options: ofClients };
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
  try {
    return {
      count: own.files.length,
      model: await tableFederation({ model, seed, features, target: target[0], preprocessing }),
      commands: (installation, attack, signal) => {
        const given = {
          ...ofClients,
          ...{
            model,
            seed,
            features: features.map((name) => csvField(name)).join(),
            targetColumn: csvField(target[0]),
          },
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
