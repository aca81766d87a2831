import type { ServerOptimizer } from '../aggregation/serverOptimizer';
import { ArgumentError } from '../core/errors';
import { centralized } from './centralized';
import type { StrategyOptions } from './strategyOptions';
import { fedAvg } from './fedAvg';
import { fedAvgM } from './fedAvgM';
import { fedNova } from './fedNova';
import { fedAdagrad, fedAdam, fedYogi } from './fedOpt';
import { fedProx } from './fedProx';
import { fedSgd } from './fedSgd';
import type { LearningProcess } from './learningProcess';
import { localOnly } from './localOnly';
import { mimeLite } from './mimeLite';
import { qFedAvg } from './qFedAvg';
import { scaffold } from './scaffold';
import {
  adaptiveMean,
  anyMean,
  anyStep,
  momentumMean,
  serverOptimizerOf,
  settingNames,
  settingsTaken,
  stepSettings,
} from './strategySettings';
import type { StrategySetting, StrategySettings } from './strategySettings';
import type { Weighting } from './weighting';

/** Everything that `makeStrategy` takes. FedSGD has a plan of its own: `full` and one epoch. */
export type MakeStrategyOptions = Omit<StrategyOptions, 'localEpochs' | 'batchSize'> &
  Partial<Pick<StrategyOptions, 'localEpochs' | 'batchSize'>> &
  StrategySettings;

/** A strategy, described. */
export interface StrategyEntry {
  /** As papers write it. */
  readonly title: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** The settings that it takes, and those of them that it needs. */
  readonly takes: readonly StrategySetting[];
  readonly needs: readonly StrategySetting[];
  /** Whether clients keep something between rounds, so that the same ones must come back. */
  readonly clientsKeepState: boolean;
  /** How much clients count in its mean by default; undefined where it takes no mean of this kind. */
  readonly weighting: Weighting | undefined;
}

interface Entry extends StrategyEntry {
  readonly make: (options: Complete) => LearningProcess;
}

type Complete = StrategyOptions & StrategySettings;

function entry(
  title: string,
  summary: string,
  takes: readonly StrategySetting[],
  make: Entry['make'],
  more: Partial<Pick<Entry, 'needs' | 'clientsKeepState' | 'weighting'>> = {},
): Entry {
  const weighting = takes.includes('weighting') ? 'examples' : undefined;
  return { title, summary, takes, needs: [], clientsKeepState: false, weighting, make, ...more };
}

const entries = {
  fedavg: entry('FedAvg', 'the clients’ mean update (McMahan et al. 2017)', anyMean, (options) =>
    fedAvg(withServerOptimizer(options)),
  ),
  fedsgd: entry('FedSGD', 'one step along the mean gradient', anyMean, (options) =>
    fedSgd(withServerOptimizer(options)),
  ),
  fedavgm: entry('FedAvgM', 'server momentum (Hsu et al. 2019)', momentumMean, fedAvgM),
  fedadagrad: entry(
    'FedAdagrad',
    'Adagrad on the server (Reddi et al. 2021)',
    [...stepSettings.adagrad, 'weighting'],
    fedAdagrad,
  ),
  fedadam: entry('FedAdam', 'Adam on the server (Reddi et al. 2021)', adaptiveMean, fedAdam),
  fedyogi: entry('FedYogi', 'Yogi on the server (Reddi et al. 2021)', adaptiveMean, fedYogi),
  fedprox: entry(
    'FedProx',
    'a proximal term on clients (Li et al. 2020)',
    [...anyMean, 'proximalMu'],
    (options) => fedProx({ ...withServerOptimizer(options), proximalMu: options.proximalMu! }),
    { needs: ['proximalMu'] },
  ),
  scaffold: entry(
    'SCAFFOLD',
    'control variates against client drift (Karimireddy et al. 2020)',
    [...anyMean, 'clients'],
    (options) => scaffold({ ...withServerOptimizer(options), clients: options.clients! }),
    { needs: ['clients'], clientsKeepState: true, weighting: 'uniform' },
  ),
  fednova: entry(
    'FedNova',
    'updates divided by their local steps (Wang et al. 2020)',
    [...anyMean, 'proximalMu'],
    (options) => fedNova(withServerOptimizer(options)),
  ),
  mimelite: entry(
    'MimeLite',
    'server momentum taken along by clients (Karimireddy et al. 2021)',
    momentumMean,
    mimeLite,
  ),
  qfedavg: entry(
    'q-FedAvg',
    'more weight for clients with a high loss (Li et al. 2020)',
    [...anyStep, 'q'],
    (options) => qFedAvg({ ...withServerOptimizer(options), q: options.q! }),
    { needs: ['q'] },
  ),
  local: entry('Local only', 'every client for itself, nothing is sent', [], localOnly, {
    clientsKeepState: true,
  }),
  centralized: entry('Centralized', 'all clients’ data in one place', [], centralized),
} as const satisfies Readonly<Record<string, Entry>>;

export type StrategyName = keyof typeof entries;

/** All strategies, by name. */
export const strategies: Readonly<Record<StrategyName, StrategyEntry>> = entries;

export const strategyNames = Object.keys(entries) as readonly StrategyName[];

/** The strategy that a text names: `FedAvg`, `q-fedavg`. Throws an `ArgumentError`. */
export function parseStrategyName(text: string): StrategyName {
  const name = text.toLowerCase().replace(/[-_ ]/g, '');
  const known = strategyNames.find((each) => each === name || each === name.replace(/only$/, ''));
  if (!known) throw new ArgumentError('strategy', `be one of ${strategyNames.join(', ')}`, text);
  return known;
}

/**
 * Makes a strategy from its name and flat options. Throws an `ArgumentError` for a setting that is
 * given but not taken, for one that is needed and missing, and for all that the strategy refuses.
 */
export function makeStrategy(name: StrategyName, options: MakeStrategyOptions): LearningProcess {
  const known = parseStrategyName(name);
  const { title, takes, needs, make }: Entry = entries[known];
  const given = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as MakeStrategyOptions;
  const taken = settingsTaken(takes, given.serverOptimizer);
  for (const setting of settingNames) {
    if (given[setting] === undefined || taken.includes(setting)) continue;
    const user = takes.includes(setting)
      ? `the server optimizer ${given.serverOptimizer ?? 'sgd'}`
      : title;
    throw new ArgumentError(setting, `not be given: ${user} takes none`, given[setting]);
  }
  for (const setting of needs) {
    if (given[setting] !== undefined) continue;
    throw new ArgumentError(setting, `be given: ${title} needs it`, undefined);
  }
  const whole = known === 'fedsgd' ? { batchSize: 'full' as const, localEpochs: 1 } : {};
  return make({ ...whole, ...given } as Complete);
}

/** The options with the server optimizer that the settings describe. */
function withServerOptimizer(options: Complete): Omit<
  Complete,
  'serverOptimizer' | 'serverLearningRate'
> & {
  readonly serverOptimizer: ServerOptimizer;
} {
  const { serverLearningRate, serverOptimizer, ...rest } = options;
  const settings = { ...rest, serverLearningRate, serverOptimizer };
  return { ...rest, serverOptimizer: serverOptimizerOf(settings) };
}
