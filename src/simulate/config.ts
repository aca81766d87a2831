import { ArgumentError } from '../core/errors';
import { flag } from '../commands/flag';
import { defaultModel } from '../models/makeModel';
import { strategies } from '../strategies/catalogue';
import { settingsTaken } from '../strategies/strategySettings';
import type { StrategySetting } from '../strategies/strategySettings';
import { settingNames } from './settings';
import type { SettingName, Settings } from './settings';

type Always =
  | 'dataset'
  | 'partition'
  | 'model'
  | 'strategy'
  | 'localEpochs'
  | 'batchSize'
  | 'clientLearningRate'
  | 'clientMomentum'
  | 'rounds'
  | 'sampling'
  | 'dropouts'
  | 'evaluateEvery'
  | 'seed'
  | 'trainer'
  | 'checkpointEvery';

/**
 * The options of a run with the defaults filled in: whatever of `Settings` plays a part in this run.
 * What depends on the data, the numbers of clients, is still open.
 */
export type Config = Settings & Required<Pick<Settings, Always>>;

/** An option that counts only where another one has certain values. */
type Need = readonly [name: SettingName, values: readonly unknown[]];

const needs: Partial<Record<SettingName, readonly Need[]>> = {
  dataDir: [['dataset', ['mnist', 'fashion-mnist', 'emnist', 'femnist', 'cifar10']]],
  characters: [['dataset', ['emnist', 'femnist']]],
  writersFile: [
    ['dataset', ['mnist', 'mnist-package']],
    ['partition', ['writer']],
  ],
  alpha: [['partition', ['dirichlet']]],
  dirichletSizes: [['partition', ['dirichlet']]],
  minimumSize: [['partition', ['dirichlet', 'quantity']]],
  shardsPerClient: [['partition', ['shards']]],
  labelsPerClient: [['partition', ['labels']]],
  sigma: [['partition', ['quantity']]],
  availability: [['sampling', ['availability']]],
  availabilityPeriod: [['sampling', ['availability']]],
  workers: [['trainer', ['auto', 'compiled']]],
};

/** Data that comes writer by writer. */
const byWriter: readonly string[] = ['emnist', 'femnist'];
/** Data with writers. */
const withWriters: readonly string[] = ['mnist-package', 'mnist', ...byWriter];

/**
 * Fills in the defaults and refuses what contradicts itself, as far as that shows without the data.
 *
 * @throws ArgumentError that names the option
 */
export function completeSettings(given: Settings): Config {
  const { dataset = 'mnist-package', strategy = 'fedavg' } = given;
  const fedSgd = strategy === 'fedsgd';
  const partition = given.partition ?? (byWriter.includes(dataset) ? 'writer' : 'iid');
  const config: Config = inOrder({
    ...(partition !== 'writer' && { heldOut: 0 }),
    ...(partition === 'writer' && !byWriter.includes(dataset) && { heldOut: 0.2 }),
    ...(partition === 'dirichlet' && { alpha: 0.5, dirichletSizes: 'even' }),
    ...((partition === 'dirichlet' || partition === 'quantity') && { minimumSize: 1 }),
    ...(partition === 'shards' && { shardsPerClient: 2 }),
    ...(partition === 'labels' && { labelsPerClient: 2 }),
    ...(partition === 'quantity' && { sigma: 1 }),
    ...(byWriter.includes(dataset) && { characters: 'digits' }),
    ...(strategy === 'fedprox' && { proximalMu: 0.01 }),
    ...(strategy === 'qfedavg' && { q: 1 }),
    ...(given.deadline !== undefined && { speedSpread: 1 }),
    dataset,
    partition,
    model: defaultModel,
    strategy,
    localEpochs: 1,
    batchSize: fedSgd ? 'full' : 20,
    clientLearningRate: 0.1,
    clientMomentum: 0,
    rounds: 20,
    sampling: 'uniform',
    dropouts: 0,
    evaluateEvery: 1,
    seed: 1,
    trainer: 'auto',
    checkpointEvery: 1,
    ...given,
  });
  checkNeeds(given, config);
  checkStrategy(given, config);
  checkRounds(config);
  if (partition === 'writer' && !withWriters.includes(dataset)) {
    throw new ArgumentError(
      '--partition',
      `be another one with --dataset ${dataset}, which names no writers`,
      partition,
    );
  }
  return config;
}

function checkNeeds(given: Settings, config: Config): void {
  for (const name of settingNames) {
    if (given[name] === undefined) continue;
    for (const [other, values] of needs[name] ?? []) {
      if (values.includes(config[other])) continue;
      const rule = `be left out unless ${flag(other)} is ${values.join(' or ')}`;
      throw new ArgumentError(flag(name), rule, given[name]);
    }
  }
}

const strategySettings = [
  'serverOptimizer',
  'serverLearningRate',
  'serverMomentum',
  'beta1',
  'beta2',
  'tau',
  'convention',
  'proximalMu',
  'q',
  'weighting',
] as const satisfies readonly (SettingName & StrategySetting)[];

/** The options of the algorithm alone, as `makeStrategy` takes them. */
export function strategyOptions(config: Config): Pick<Settings, (typeof strategySettings)[number]> {
  return Object.fromEntries(strategySettings.map((name) => [name, config[name]]));
}

function checkStrategy(given: Settings, config: Config): void {
  const { strategy, serverOptimizer, sampling } = config;
  const { title, takes, clientsKeepState } = strategies[strategy];
  const taken = settingsTaken(takes, serverOptimizer);
  for (const name of strategySettings) {
    if (given[name] === undefined || taken.includes(name)) continue;
    const optimizer = takes.includes(name) ? ` and ${serverOptimizer ?? 'sgd'} on the server` : '';
    const rule = `be left out with --strategy ${strategy}${optimizer}, which takes none`;
    throw new ArgumentError(flag(name), rule, given[name]);
  }
  if (clientsKeepState && sampling === 'once') {
    const rule = `be another one with --strategy ${strategy}: ${title} keeps a state for each client, which would never be used`;
    throw new ArgumentError('--sampling', rule, sampling);
  }
}

function checkRounds(config: Config): void {
  const { clients, clientsPerRound, stragglers, deadline, speedSpread, localEpochs } = config;
  if (clients !== undefined && clientsPerRound !== undefined && clientsPerRound > clients) {
    tooMany(clients, clientsPerRound);
  }
  if (stragglers !== undefined && deadline !== undefined) {
    throw new ArgumentError('--stragglers', 'be left out where --deadline is given', stragglers);
  }
  if (speedSpread !== undefined && deadline === undefined) {
    throw new ArgumentError('--speed-spread', 'be left out without --deadline', speedSpread);
  }
  if (stragglers !== undefined && localEpochs < 2) {
    const rule = 'be at least 2 with --stragglers, which do fewer epochs than the others';
    throw new ArgumentError('--local-epochs', rule, localEpochs);
  }
  if (config.sampling === 'availability' && config.availability === undefined) {
    throw new ArgumentError('--availability', 'be given with --sampling availability', undefined);
  }
}

/** Refuses more clients a round than there are. */
export function tooMany(clients: number, clientsPerRound: number): never {
  const rule = `be at most ${clients}, the number of clients`;
  throw new ArgumentError('--clients-per-round', rule, clientsPerRound);
}

/** The same options in the order of the help. */
export function inOrder<Some extends Settings>(settings: Some): Some {
  const given = settingNames.filter((name) => settings[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, settings[name]])) as Some;
}
