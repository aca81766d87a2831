import { nonNegative, positive, within } from '../../core/check';
import { ArgumentError } from '../../core/errors';

/** Settings of Flower's strategies, by the names of this library. */
export interface FlowerStrategySettings {
  /** FedAvgM, FedAdagrad, FedAdam, FedYogi; > 0. */
  readonly serverLearningRate?: number;
  /** FedAvgM; in [0, 1). */
  readonly serverMomentum?: number;
  /** FedAdam, FedYogi; in [0, 1). */
  readonly beta1?: number;
  /** FedAdam, FedYogi; in [0, 1). */
  readonly beta2?: number;
  /** FedAdagrad, FedAdam, FedYogi; > 0. */
  readonly tau?: number;
  /** FedProx; ≥ 0. */
  readonly proximalMu?: number;
  /** QFedAvg; ≥ 0. */
  readonly q?: number;
  /** FedTrimmedAvg: the share cut off at each end, in [0, 0.5). */
  readonly trim?: number;
}

type Setting = keyof FlowerStrategySettings;

interface Entry {
  /** The class in `flwr.serverapp.strategy`. */
  readonly className: string;
  /** What it takes, with the name of the class's argument. */
  readonly takes: Partial<Record<Setting, string>>;
}

const adaptive = { serverLearningRate: 'eta', tau: 'tau' } as const;
const withMoments = { ...adaptive, beta1: 'beta-1', beta2: 'beta-2' } as const;

const strategies = {
  fedavg: { className: 'FedAvg', takes: {} },
  fedavgm: {
    className: 'FedAvgM',
    takes: { serverLearningRate: 'server-learning-rate', serverMomentum: 'server-momentum' },
  },
  fedadagrad: { className: 'FedAdagrad', takes: adaptive },
  fedadam: { className: 'FedAdam', takes: withMoments },
  fedyogi: { className: 'FedYogi', takes: withMoments },
  fedprox: { className: 'FedProx', takes: { proximalMu: 'proximal-mu' } },
  qfedavg: { className: 'QFedAvg', takes: { q: 'q' } },
  fedmedian: { className: 'FedMedian', takes: {} },
  fedtrimmedavg: { className: 'FedTrimmedAvg', takes: { trim: 'beta' } },
} as const satisfies Record<string, Entry>;

/** A strategy of Flower's that a server app can have. */
export type FlowerStrategyName = keyof typeof strategies;

export const flowerStrategyNames = Object.keys(strategies) as readonly FlowerStrategyName[];

/** The names of all settings. */
export const flowerStrategySettings = [
  'serverLearningRate',
  'serverMomentum',
  'beta1',
  'beta2',
  'tau',
  'proximalMu',
  'q',
  'trim',
] as const satisfies readonly Setting[];

const checks: Readonly<Record<Setting, (argument: string, value: number) => number>> = {
  serverLearningRate: positive,
  serverMomentum: belowOne,
  beta1: belowOne,
  beta2: belowOne,
  tau: positive,
  proximalMu: nonNegative,
  q: nonNegative,
  trim: (argument, value) => {
    within(argument, value, 0, 0.5);
    if (value === 0.5) throw new ArgumentError(argument, 'be below 0.5', value);
    return value;
  },
};

function belowOne(argument: string, value: number): number {
  if (!(value >= 0 && value < 1)) throw new ArgumentError(argument, 'be in [0, 1)', value);
  return value;
}

/**
 * The class of a strategy, and the arguments of its constructor as they stand in pyproject.toml.
 *
 * @throws ArgumentError for an unknown name, a setting out of range or one that the strategy does not take
 */
export function flowerStrategy(
  name: FlowerStrategyName,
  settings: FlowerStrategySettings,
  clientLearningRate: number,
): { readonly className: string; readonly options: Readonly<Record<string, number>> } {
  if (!Object.hasOwn(strategies, name)) {
    throw new ArgumentError('strategy', `be one of ${flowerStrategyNames.join(', ')}`, name);
  }
  const { className, takes }: Entry = strategies[name];
  const options: Record<string, number> = {};
  for (const setting of flowerStrategySettings) {
    const value = settings[setting];
    if (value === undefined) continue;
    const argument = takes[setting];
    if (argument === undefined) {
      throw new ArgumentError(setting, `be left out with ${className}, which takes none`, value);
    }
    options[argument] = checks[setting](setting, value);
  }
  // Flower's FedProx does nothing without μ, and QFedAvg has to know the clients' rate.
  if (name === 'fedprox') options['proximal-mu'] ??= 0.01;
  if (name === 'qfedavg') options['client-learning-rate'] = clientLearningRate;
  return { className, options };
}
