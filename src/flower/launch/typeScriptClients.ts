import { join, resolve } from '../../platform/paths';
import { process } from '../../platform/system';
import { csvField } from '../../core/csvField';
import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { flag } from '../../commands/flag';
import { builtFile } from '../../core/projectFolder';
import { cacheFolder } from '../wire/cacheFolder';
import { isPath } from '../../options/fields';
import { checkValues } from '../../options/values';
import { clientOptions } from '../client/clientOptions';
import type { DatasetName } from '../../data/sources/namedDatasets';
import type { ModelName } from '../../models/makeModel';
import { flowerDescriptors } from '../wire/descriptors';
import type { SuperNodeCommand } from './federation';
import type { FlowerInstallation } from './flowerInstallation';

/** What the TypeScript clients of a federation train, and on which data. */
export interface TypeScriptClients {
  /** At least 1. */
  readonly clients: number;
  /** Into how many parts the examples are divided, of which the clients have the first; default `clients`. */
  readonly parts?: number;
  readonly model: ModelName;
  readonly dataset: DatasetName;
  /** Determines the division of the examples and the order of training, as in a simulation. */
  readonly seed: number;
  /**
   * More options of `npm run flower-client`: `{ partition: 'dirichlet', alpha: 0.1 }`.
   * Relative paths are relative to this process's working directory.
   */
  readonly options?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** An attack of some clients, and their numbers, from 0. */
  readonly attack?: { readonly name: string; readonly attackers: readonly number[] };
}

/**
 * How often a client asks for messages; Flower's own SuperNode does so every three seconds. A SuperLink
 * answers a few hundred requests per second on one core, so with many clients, each asks less often.
 */
export function pollSeconds(clients: number): number {
  return Math.max(0.25, clients / 20);
}

/** Short, so that a SuperLink soon gives up on a killed client; Flower's own clients use thirty. */
export const heartbeatSeconds = 10;

/**
 * Clients for `runFederation`, each a separate process of `npm run flower-client` with its part of a
 * data set. The schema that they need is read once from the installed flwr and kept in
 * `.cache/flower`.
 *
 * @throws ArgumentError that names the first option that is out of range or not a client's
 */
export async function typeScriptClients(
  installation: FlowerInstallation,
  { clients, parts = clients, model, dataset, seed, options = {}, attack }: TypeScriptClients,
  signal?: AbortSignal,
): Promise<SuperNodeCommand[]> {
  wholeNumber('clients', clients, 1);
  wholeNumber('parts', parts, clients);
  checkClientOptions({ dataset, model, seed, ...options }, clients, attack);
  const start = await clientProgram(installation, clients, signal);
  return Array.from({ length: clients }, (_, k) => {
    const own = { partitionId: k, dataset, model, seed, numPartitions: parts };
    return start(own, { ...options, ...attackOf(attack, k) });
  });
}

/** Options of {@link tableClients}. */
export interface TableClients {
  /** One for each client, its own. */
  readonly files: readonly string[];
  /** More options of `npm run flower-client`: `{ targetColumn: 'outcome', features: 'age,weight' }`. */
  readonly options?: TypeScriptClients['options'];
  readonly attack?: TypeScriptClients['attack'];
}

/**
 * Clients for `runFederation`, each a separate process of `npm run flower-client` with a file of its own.
 * What they train follows from `tableFederation`.
 *
 * ```ts
 * const clients = await fl.flower.tableClients(installation, {
 *   files: ['north.csv', 'south.csv'],
 *   options: { targetColumn: 'outcome', features: 'age,weight', seed: 1 },
 * });
 * ```
 *
 * @throws ArgumentError that names the first option that is out of range or not a client's
 */
export async function tableClients(
  installation: FlowerInstallation,
  { files, options = {}, attack }: TableClients,
  signal?: AbortSignal,
): Promise<SuperNodeCommand[]> {
  wholeNumber('files.length', files.length, 1);
  const fields = files.map((file) => csvField(resolve(file)));
  for (const table of fields) checkClientOptions({ table, ...options }, files.length, attack);
  const start = await clientProgram(installation, files.length, signal);
  return fields.map((table, k) => start({ table }, { ...options, ...attackOf(attack, k) }));
}

function checkClientOptions(
  options: NonNullable<TypeScriptClients['options']>,
  clients: number,
  attack: TypeScriptClients['attack'],
): void {
  const bad = attack && { attack: attack.name };
  checkValues(clientOptions, { ...options, ...bad }, (name) => name);
  const unknown = attack?.attackers.find((k) => !(Number.isInteger(k) && k >= 0 && k < clients));
  if (unknown === undefined) return;
  throw new ArgumentError('attack.attackers', `be numbers below ${clients}`, unknown);
}

function attackOf(attack: TypeScriptClients['attack'], client: number): Given {
  return attack?.attackers.includes(client) ? { attack: attack.name } : {};
}

type Given = NonNullable<TypeScriptClients['options']>;

/**
 * How a client's process is started, given what it holds and further options; reads the schema of Flower's
 * messages first.
 */
async function clientProgram(
  { python, version }: FlowerInstallation,
  clients: number,
  signal: AbortSignal | undefined,
): Promise<(own: Given, more: Given) => SuperNodeCommand> {
  const schema = join(cacheFolder(), `schema-${version}.json`);
  await flowerDescriptors({ python, cache: schema, ...(signal && { signal }) });
  const program = builtFile('flower/launch/clientProgram');
  const usual = { poll: pollSeconds(clients), heartbeat: heartbeatSeconds };
  return (own, more) =>
    ({ address }) => ({
      command: [
        ...[process.execPath, program, '--schema', schema, '--superlink', address, '--json'],
        ...flagsOf({ ...own, ...usual, ...more }),
      ],
    });
}

function flagsOf(options: Given): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [flag(name)];
    const { schema: kind } = clientOptions[name as keyof typeof clientOptions];
    return [flag(name), isPath(kind) ? resolve(String(value)) : String(value)];
  });
}
