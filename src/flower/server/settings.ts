import { positive, wholeNumber, within } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { FlowerStrategyName, FlowerStrategySettings } from './strategies';

/** What a server app does; each may be left out. */
export interface ServerAppSettings extends FlowerStrategySettings {
  /** Default `fedavg`. */
  readonly strategy?: FlowerStrategyName;
  /** At least 1; default 5. */
  readonly rounds?: number;
  /** What clients are told to train with, > 0; default 0.1. */
  readonly clientLearningRate?: number;
  /** At least 1; default 1. */
  readonly localEpochs?: number;
  /** At least 1, or all examples at once; default 20. */
  readonly batchSize?: number | 'full';
  /** Share of the connected clients that train in a round, in (0, 1]; default 1. */
  readonly fractionTrain?: number;
  /** Share of the connected clients that evaluate after a round, in [0, 1]; default 1. */
  readonly fractionEvaluate?: number;
  /** Fewest clients in a round, at least 1; default 2. */
  readonly minClients?: number;
  /** Clients that have to be connected before a round starts; default and least `minClients`. */
  readonly minAvailableClients?: number;
  /** How long a round waits for answers, > 0; default 600. */
  readonly timeoutSeconds?: number;
  /** How often the server looks for answers, > 0; default 0.25. Flower's own waits 3 seconds. */
  readonly pollSeconds?: number;
  /** Keep each client's arrays of each round, too; default false. */
  readonly keepReplies?: boolean;
  /** The folder for results on the SuperLink's machine; default `rounds`, where the SuperLink runs. */
  readonly results?: string;
}

type Filled = Required<Omit<ServerAppSettings, keyof FlowerStrategySettings>>;

/** Settings with the defaults filled in. */
export type FullServerAppSettings = Filled & FlowerStrategySettings;

const defaults: Omit<Filled, 'minAvailableClients'> = {
  strategy: 'fedavg',
  rounds: 5,
  clientLearningRate: 0.1,
  localEpochs: 1,
  batchSize: 20,
  fractionTrain: 1,
  fractionEvaluate: 1,
  minClients: 2,
  timeoutSeconds: 600,
  pollSeconds: 0.25,
  keepReplies: false,
  results: 'rounds',
};

/**
 * Fills in the defaults.
 *
 * @throws ArgumentError that names the first setting out of range
 */
export function completeServerAppSettings(given: ServerAppSettings): FullServerAppSettings {
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  const settings = { ...defaults, ...(Object.fromEntries(known) as ServerAppSettings) };
  const full: FullServerAppSettings = {
    ...settings,
    minAvailableClients: settings.minAvailableClients ?? settings.minClients,
  };
  for (const name of ['rounds', 'localEpochs', 'minClients'] as const) {
    wholeNumber(name, full[name], 1);
  }
  if (full.batchSize !== 'full') wholeNumber('batchSize', full.batchSize, 1);
  wholeNumber('minAvailableClients', full.minAvailableClients, full.minClients);
  positive('clientLearningRate', full.clientLearningRate);
  positive('timeoutSeconds', full.timeoutSeconds);
  positive('pollSeconds', full.pollSeconds);
  within('fractionTrain', positive('fractionTrain', full.fractionTrain), 0, 1);
  within('fractionEvaluate', full.fractionEvaluate, 0, 1);
  if (full.results === '') throw new ArgumentError('results', 'be a path', full.results);
  return full;
}
