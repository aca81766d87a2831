import { ArgumentError } from '../core/errors';
import { flag } from '../commands/flag';
import { checkClients } from '../options/clients/dataSettings';
import { broadcastOf, codecOf } from '../options/codec';
import { pick, withDefaults } from '../options/defaults';
import { checkNeeds } from '../options/needs';
import { runTable } from '../options/table';
import type { FilledSettings, Settings } from '../options/table';
import { flTrustName, strategyOptions } from '../options/themes/algorithm';
import { strategies } from '../strategies/catalogue';
import { checkAttack } from './attackSettings';
import { checkPrivacy } from './privacy';
import { settingsTaken } from '../strategies/strategySettings';
import { checkSecureAggregation } from './secureSettings';

/**
 * The options that have an effect in a run, with the defaults filled in. The numbers of clients may be
 * open: they depend on the data.
 */
export type Config = FilledSettings;

/**
 * Fills in the defaults and refuses contradictory options, as far as possible without the data.
 *
 * @throws ArgumentError that names the option
 */
export function completeSettings(given: Settings): Config {
  const config = withDefaults(runTable, given);
  checkClients(given, config);
  checkNeeds(runTable, given, config);
  checkStrategy(given, config);
  checkRoot(config);
  checkSecureAggregation(config);
  checkRounds(config);
  checkPrivacy(config);
  checkCompression(config);
  checkAttack(config);
  return config;
}

/** Just the options of the algorithm, as `makeStrategy` takes them. */
export function algorithmSettings(config: Config): Pick<Config, keyof typeof strategyOptions> {
  return pick(strategyOptions, config);
}

function checkStrategy(given: Settings, config: Config): void {
  const { strategy, serverOptimizer, sampling } = config;
  const { title, takes, clientsKeepState } = strategies[strategy];
  const taken = settingsTaken(takes, serverOptimizer);
  for (const name of Object.keys(strategyOptions) as (keyof typeof strategyOptions)[]) {
    if (given[name] === undefined || taken.includes(name)) continue;
    const optimizer = takes.includes(name) ? ` and ${serverOptimizer ?? 'sgd'} on the server` : '';
    const rule = `be left out with --strategy ${strategy}${optimizer}, which does not take it`;
    throw new ArgumentError(flag(name), rule, given[name]);
  }
  if (clientsKeepState && sampling === 'once') {
    const rule = `be another kind with --strategy ${strategy}: ${title} keeps a state for each client, which would never be used`;
    throw new ArgumentError('--sampling', rule, sampling);
  }
}

function checkCompression(config: Config): void {
  const { noiseMultiplier = 0, targetEpsilon, errorFeedback } = config;
  codecOf(config);
  broadcastOf(config);
  if (!errorFeedback || (noiseMultiplier === 0 && targetEpsilon === undefined)) return;
  const rule =
    'be left out with noise: what a client kept depends on the rounds that it took part in, which the count of privacy by sampling does not allow for';
  throw new ArgumentError('--error-feedback', rule, true);
}

function checkRoot({ aggregator, rootExamples }: Config): void {
  if (aggregator !== flTrustName || rootExamples !== undefined) return;
  const rule = 'be given with --aggregator fltrust: the examples that the server trusts';
  throw new ArgumentError('--root-examples', rule, undefined);
}

function checkRounds(config: Config): void {
  const { clients, clientsPerRound, stragglers, deadline, localEpochs } = config;
  if (clients !== undefined && clientsPerRound !== undefined && clientsPerRound > clients) {
    tooMany(clients, clientsPerRound);
  }
  if (stragglers !== undefined && deadline !== undefined) {
    throw new ArgumentError('--stragglers', 'be left out if --deadline is given', stragglers);
  }
  if (stragglers !== undefined && localEpochs < 2) {
    const rule = 'be at least 2 with --stragglers, so that they can do fewer epochs';
    throw new ArgumentError('--local-epochs', rule, localEpochs);
  }
  if (config.sampling === 'availability' && config.availability === undefined) {
    throw new ArgumentError('--availability', 'be given with --sampling availability', undefined);
  }
}

/** Refuses more clients per round than there are. */
export function tooMany(clients: number, clientsPerRound: number): never {
  const rule = `be at most ${clients}, the number of clients`;
  throw new ArgumentError('--clients-per-round', rule, clientsPerRound);
}
