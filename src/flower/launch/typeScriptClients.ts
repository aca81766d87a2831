import { join, resolve } from 'node:path';
import { wholeNumber } from '../../core/check';
import { flag } from '../../commands/flag';
import { builtFile } from '../../core/projectFolder';
import { cacheFolder } from '../wire/cacheFolder';
import type { DatasetName } from '../../data/sources/namedDatasets';
import type { ModelName } from '../../models/makeModel';
import { flowerDescriptors } from '../wire/descriptors';
import type { SuperNodeCommand } from './federation';
import type { FlowerInstallation } from './flowerInstallation';

/** What the TypeScript clients of a federation train, and on what. */
export interface TypeScriptClients {
  /** At least 1. */
  readonly clients: number;
  readonly model: ModelName;
  readonly dataset: DatasetName;
  /** Divides the examples and decides the order of training, as in a simulation of this seed. */
  readonly seed: number;
  /** Further options of `npm run flower-client`: `{ partition: 'dirichlet', alpha: 0.1 }`. */
  readonly options?: Readonly<Record<string, string | number | undefined>>;
}

/**
 * How often a client asks for messages; Flower's own SuperNode does so every three seconds. A SuperLink
 * answers some hundred questions a second on one core, so that many clients ask less often.
 */
function pollSeconds(clients: number): number {
  return Math.max(0.25, clients / 20);
}

/** Often, so that a SuperLink soon gives a client up that was killed; Flower's own take thirty. */
const heartbeatSeconds = 10;

/**
 * Clients for `runFederation`, each a process of its own with its part of a data set: the program
 * of `npm run flower-client`. The schema that they need is taken from the installed flwr once and
 * kept in `.cache/flower`.
 */
export async function typeScriptClients(
  installation: FlowerInstallation,
  { clients, model, dataset, seed, options = {} }: TypeScriptClients,
  signal?: AbortSignal,
): Promise<SuperNodeCommand[]> {
  wholeNumber('clients', clients, 1);
  const { python, version } = installation;
  const schema = join(cacheFolder(), `schema-${version}.json`);
  await flowerDescriptors({ python, cache: schema, ...(signal && { signal }) });
  const program = builtFile('flower/launch/clientProgram');
  const { dataDir, ...others } = options;
  const given: Readonly<Record<string, string | number | undefined>> = {
    ...{ schema, dataset, model, seed, numPartitions: clients },
    ...{ poll: pollSeconds(clients), heartbeat: heartbeatSeconds },
    ...(dataDir !== undefined && { dataDir: resolve(String(dataDir)) }),
    ...others,
  };
  const shared = Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) => [flag(name), String(value)]);
  return Array.from({ length: clients }, (_, k) => ({ address }) => ({
    command: [
      process.execPath,
      program,
      ...['--superlink', address, '--json', '--partition-id', String(k)],
      ...shared,
    ],
  }));
}
