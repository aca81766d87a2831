import type { ServerOptimizer } from '../aggregation/serverOptimizer';
import { ArgumentError } from '../core/errors';
import { centralized } from './centralized';
import type { StrategyOptions } from './strategyOptions';
import { fedAvg } from './fedAvg';
import { fedAvgM } from './fedAvgM';
import { fedNova } from './fedNova';
import { fedAdagrad, fedAdam, fedYogi } from './fedOpt';
import { fedProx } from './fedProx';
import type { FedProxOptions } from './fedProx';
import { fedSgd } from './fedSgd';
import type { FederatedAlgorithm } from './federatedAlgorithm';
import { localOnly } from './localOnly';
import { mimeLite } from './mimeLite';
import { qFedAvg } from './qFedAvg';
import type { QFedAvgOptions } from './qFedAvg';
import { scaffold } from './scaffold';
import type { ScaffoldOptions } from './scaffold';
import {
  adaptiveMean,
  anyMean,
  momentumMean,
  serverOptimizerOf,
  settingsTaken,
  stepSettings,
} from './strategySettings';
import type { StepSettings } from './strategySettings';
import type { Weighting } from './weighting';

interface Described<Setting extends string> {
  /** As papers write it. */
  readonly title: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** The settings that it takes, and those of them that it needs. */
  readonly takes: readonly Setting[];
  readonly needs: readonly Setting[];
  /** Whether clients keep state between rounds, so that the same clients must come back. */
  readonly clientsKeepState: boolean;
  /** Default weights of clients in its mean; undefined if it takes no such mean. */
  readonly weighting: Weighting | undefined;
}

interface Entry<Setting extends string, Options> extends Described<Setting> {
  readonly make: (options: Options) => FederatedAlgorithm;
}

/** Options of the catalogue's strategies that end with a server step. */
type Stepped = StrategyOptions & StepSettings;

function entry<const Setting extends string, Options>(
  title: string,
  summary: string,
  takes: readonly Setting[],
  make: (options: Options) => FederatedAlgorithm,
  more: Partial<Pick<Described<Setting>, 'needs' | 'clientsKeepState' | 'weighting'>> = {},
): Entry<Setting, Options> {
  const weighting = (takes as readonly string[]).includes('weighting') ? 'examples' : undefined;
  return { title, summary, takes, needs: [], clientsKeepState: false, weighting, make, ...more };
}

const entries = {
  fedavg: entry(
    'FedAvg',
    'the clients’ mean update (McMahan et al. 2017)',
    anyMean,
    (options: Stepped) => fedAvg(withServerOptimizer(options)),
  ),
  fedsgd: entry('FedSGD', 'one step along the mean gradient', anyMean, (options: Stepped) =>
    fedSgd(withServerOptimizer(options)),
  ),
  fedavgm: entry('FedAvgM', 'server momentum (Hsu et al. 2019)', momentumMean, fedAvgM),
  fedadagrad: entry(
    'FedAdagrad',
    'Adagrad on the server (Reddi et al. 2021)',
    [...stepSettings.adagrad, 'weighting', 'aggregator'],
    fedAdagrad,
  ),
  fedadam: entry('FedAdam', 'Adam on the server (Reddi et al. 2021)', adaptiveMean, fedAdam),
  fedyogi: entry('FedYogi', 'Yogi on the server (Reddi et al. 2021)', adaptiveMean, fedYogi),
  fedprox: entry(
    'FedProx',
    'a proximal term on clients (Li et al. 2020)',
    [...anyMean, 'proximalMu'],
    (options: Stepped & Pick<FedProxOptions, 'proximalMu'>) =>
      fedProx(withServerOptimizer(options)),
    { needs: ['proximalMu'] },
  ),
  scaffold: entry(
    'SCAFFOLD',
    'control variates against client drift (Karimireddy et al. 2020)',
    [...anyMean, 'clients'],
    (options: Stepped & Pick<ScaffoldOptions, 'clients'>) => scaffold(withServerOptimizer(options)),
    { needs: ['clients'], clientsKeepState: true, weighting: 'uniform' },
  ),
  fednova: entry(
    'FedNova',
    'updates divided by their local steps (Wang et al. 2020)',
    [...anyMean, 'proximalMu'],
    (options: Stepped) => fedNova(withServerOptimizer(options)),
  ),
  mimelite: entry(
    'MimeLite',
    'server momentum applied on the clients (Karimireddy et al. 2021)',
    momentumMean,
    mimeLite,
  ),
  qfedavg: entry(
    'q-FedAvg',
    'more weight for clients with a high loss (Li et al. 2020)',
    [...anyMean, 'q'],
    (options: Stepped & Pick<QFedAvgOptions, 'q'>) => qFedAvg(withServerOptimizer(options)),
    { needs: ['q'], weighting: 'uniform' },
  ),
  local: entry('Local only', 'every client on its own; nothing is sent', [], localOnly, {
    clientsKeepState: true,
  }),
  centralized: entry('Centralized', 'all clients’ data in one place', [], centralized),
} as const;

/** The name of a strategy, as commands and config files use it. */
export type StrategyName = keyof typeof entries;

type EntryOf = (typeof entries)[StrategyName];

/** Settings of single strategies, in addition to {@link StrategyOptions}, named as above. */
export type StrategySetting = EntryOf['takes'][number];

/** The description of a strategy. */
export type StrategyEntry = Described<StrategySetting>;

/** The options of all strategies combined. */
type Whole = (EntryOf['make'] extends (options: infer All) => FederatedAlgorithm ? All : never) &
  StrategyOptions;

/** Values of these settings, each of which may be left out. */
export type StrategySettings = Partial<Pick<Whole, StrategySetting>>;

/** Everything that `makeStrategy` takes. FedSGD's plan is fixed: `full` and one epoch. */
export type MakeStrategyOptions = Omit<
  StrategyOptions,
  'localEpochs' | 'batchSize' | StrategySetting
> &
  Partial<Pick<StrategyOptions, 'localEpochs' | 'batchSize'>> &
  StrategySettings;

/** The names of all settings. */
export const strategySettingNames: readonly StrategySetting[] = [
  ...new Set(Object.values(entries).flatMap(({ takes }): readonly StrategySetting[] => takes)),
];

/**
 * All strategies, by name.
 *
 * ```ts
 * const { title, takes } = fl.strategies.catalogue.fedprox;
 * ```
 */
export const strategies: Readonly<Record<StrategyName, StrategyEntry>> = entries;

/**
 * The names of all strategies.
 *
 * ```ts
 * const algorithms = fl.strategies.strategyNames.map((name) => fl.strategies.catalogue[name].title);
 * ```
 */
export const strategyNames = Object.keys(entries) as readonly StrategyName[];

/**
 * Parses the name of a strategy: `FedAvg`, `q-fedavg`. Throws an `ArgumentError`.
 *
 * ```ts
 * fl.strategies.parseStrategyName('q-FedAvg'); // 'qfedavg'
 * ```
 */
export function parseStrategyName(text: string): StrategyName {
  const name = text.toLowerCase().replace(/[-_ ]/g, '');
  const known = strategyNames.find((each) => each === name || each === name.replace(/only$/, ''));
  if (!known) throw new ArgumentError('strategy', `be one of ${strategyNames.join(', ')}`, text);
  return known;
}

/**
 * Makes a strategy from its name and flat options. Throws an `ArgumentError` for a setting that the
 * strategy does not take, for a missing one that it needs, and for anything that it refuses itself.
 *
 * ```ts
 * const algorithm = fl.makeStrategy('fedprox', { trainer, rng, ...plan, proximalMu: 0.01 });
 * ```
 */
export function makeStrategy(name: StrategyName, options: MakeStrategyOptions): FederatedAlgorithm {
  const known = parseStrategyName(name);
  const { title, takes, needs } = strategies[known];
  const make = entries[known].make as (options: Whole) => FederatedAlgorithm;
  const given = Object.fromEntries(
    Object.entries<unknown>(options).filter(([, value]) => value !== undefined),
  ) as MakeStrategyOptions;
  const taken = settingsTaken(takes, given.serverOptimizer);
  for (const setting of strategySettingNames) {
    if (given[setting] === undefined || taken.includes(setting)) continue;
    const user = takes.includes(setting)
      ? `the server optimizer ${given.serverOptimizer ?? 'sgd'}`
      : title;
    throw new ArgumentError(setting, `not be given: ${user} does not take it`, given[setting]);
  }
  for (const setting of needs) {
    if (given[setting] !== undefined) continue;
    throw new ArgumentError(setting, `be given: ${title} needs it`, undefined);
  }
  const whole = known === 'fedsgd' ? { batchSize: 'full' as const, localEpochs: 1 } : {};
  return make({ ...whole, ...given } as Whole);
}

/** The options with the server optimizer that the settings describe. */
function withServerOptimizer<Options extends Stepped>(
  options: Options,
): Omit<Options, 'serverOptimizer' | 'serverLearningRate'> & {
  readonly serverOptimizer: ServerOptimizer;
} {
  const { serverLearningRate, serverOptimizer, ...rest } = options;
  const settings = { ...options, serverLearningRate, serverOptimizer };
  return { ...rest, serverOptimizer: serverOptimizerOf(settings) };
}
