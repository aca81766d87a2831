import { join, resolve } from 'node:path';
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
function pollSeconds(clients: number): number {
  return Math.max(0.25, clients / 20);
}

/** Short, so that a SuperLink soon gives up on a killed client; Flower's own clients use thirty. */
const heartbeatSeconds = 10;

/**
 * Clients for `runFederation`, each a separate process of `npm run flower-client` with its part of a
 * data set. The schema that they need is read once from the installed flwr and kept in
 * `.cache/flower`.
 *
 * @throws ArgumentError that names the first option that is out of range or not a client's
 */
export async function typeScriptClients(
  installation: FlowerInstallation,
  { clients, model, dataset, seed, options = {}, attack }: TypeScriptClients,
  signal?: AbortSignal,
): Promise<SuperNodeCommand[]> {
  wholeNumber('clients', clients, 1);
  const bad = attack && { attack: attack.name };
  checkValues(clientOptions, { dataset, model, seed, ...options, ...bad }, (name) => name);
  const unknown = attack?.attackers.find((k) => !(Number.isInteger(k) && k >= 0 && k < clients));
  if (unknown !== undefined) {
    throw new ArgumentError('attack.attackers', `be numbers below ${clients}`, unknown);
  }
  const { python, version } = installation;
  const schema = join(cacheFolder(), `schema-${version}.json`);
  await flowerDescriptors({ python, cache: schema, ...(signal && { signal }) });
  const program = builtFile('flower/launch/clientProgram');
  const given: Readonly<Record<string, string | number | boolean | undefined>> = {
    ...{ schema, dataset, model, seed, numPartitions: clients },
    ...{ poll: pollSeconds(clients), heartbeat: heartbeatSeconds },
    ...options,
  };
  const shared = Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [flag(name)];
    const { schema: kind } = clientOptions[name as keyof typeof clientOptions];
    return [flag(name), isPath(kind) ? resolve(String(value)) : String(value)];
  });
  return Array.from({ length: clients }, (_, k) => ({ address }) => ({
    command: [
      process.execPath,
      program,
      ...['--superlink', address, '--json', '--partition-id', String(k)],
      ...shared,
      ...(attack?.attackers.includes(k) ? ['--attack', attack.name] : []),
    ],
  }));
}
