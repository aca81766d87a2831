import { wholeNumber } from '../../core/check';
import { pick, withDefaults } from '../../options/defaults';
import { checkNeeds } from '../../options/needs';
import type { Filled, Values } from '../../options/option';
import { checkValues } from '../../options/values';
import { protectionOf } from './protection';
import { flowerSettings, serverOptions } from './serverOptions';
import { fewestClients, flowerStrategy } from './strategies';

/**
 * Settings of a server app; each may be left out. They are options of `npm run flower-server-app`, whose
 * `--help` lists the ranges and defaults: `clientLearningRate` is `--client-learning-rate`.
 */
export type ServerAppSettings = Values<typeof serverOptions>;

/** Settings with the defaults filled in. */
export type FullServerAppSettings = Filled<typeof serverOptions>;

/**
 * Fills in the defaults. Anything that is not a setting is ignored.
 *
 * @throws ArgumentError that names the first setting that is out of range, or that the strategy does
 *   not take
 */
export function completeServerAppSettings(given: ServerAppSettings): FullServerAppSettings {
  const values = checkValues(serverOptions, pick(serverOptions, given), (name) => name);
  const full = withDefaults(serverOptions, values);
  wholeNumber('minAvailableClients', full.minAvailableClients, full.minClients);
  wholeNumber('startClients', full.startClients, full.minAvailableClients);
  wholeNumber('minClients', full.minClients, fewestClients(full.strategy, full.maliciousNodes));
  strategyOf(full);
  checkNeeds(serverOptions, values, full);
  protectionOf(full);
  return full;
}

/** The class of the strategy and its arguments, see {@link flowerStrategy}. */
export function strategyOf(settings: FullServerAppSettings): ReturnType<typeof flowerStrategy> {
  const { strategy, clientLearningRate } = settings;
  return flowerStrategy(strategy, pick(flowerSettings, settings), clientLearningRate);
}
