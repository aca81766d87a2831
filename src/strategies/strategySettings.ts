import { serverAdaptive, serverMomentum, serverSgd } from '../aggregation/serverOptimizer';
import type { Aggregator } from '../aggregation/aggregator';
import type { ServerOptimizer } from '../aggregation/serverOptimizer';
import { ArgumentError } from '../core/errors';
import type { Weighting } from './weighting';

/** Server optimizers by name; `sgd` is a step of the mean update. */
export const serverOptimizerNames = ['sgd', 'momentum', 'adagrad', 'adam', 'yogi'] as const;

export type ServerOptimizerName = (typeof serverOptimizerNames)[number];

/** Settings of strategies with a server step, in addition to {@link StrategyOptions}; all optional. */
export interface StepSettings {
  /** What the server does with the mean update; default `sgd`. */
  readonly serverOptimizer?: ServerOptimizerName;
  /** η > 0; default 1, 0.1 for adagrad and adam, 0.01 for yogi. */
  readonly serverLearningRate?: number;
  /** β in [0, 1) of the server optimizer `momentum`, FedAvgM and MimeLite; default 0.9. */
  readonly serverMomentum?: number;
  /** β₁ in [0, 1) of adagrad (default 0), adam and yogi (default 0.9). */
  readonly beta1?: number;
  /** β₂ in [0, 1) of adam and yogi; default 0.99. */
  readonly beta2?: number;
  /** τ > 0 of adagrad, adam and yogi; default 1e-3. */
  readonly tau?: number;
  /** Start and bias correction of adagrad, adam and yogi; default `paper`. */
  readonly convention?: 'paper' | 'flower';
  /** Weights of clients in the mean; the default depends on the algorithm. */
  readonly weighting?: Weighting;
  /** How the server aggregates the updates; default the weighted mean. */
  readonly aggregator?: Aggregator;
}

export type StepSetting = keyof StepSettings;

/** What `momentum` takes. */
const momentumStep = ['serverLearningRate', 'serverMomentum'] as const;
/** What `adam` and `yogi` take. */
const adaptiveStep = ['serverLearningRate', 'beta1', 'beta2', 'tau', 'convention'] as const;
/** What a strategy takes if its server optimizer can be chosen. */
export const anyStep = ['serverOptimizer', ...adaptiveStep, 'serverMomentum'] as const;

/** The same for strategies that average their clients' updates. */
const mean = ['weighting', 'aggregator'] as const;
export const momentumMean = [...momentumStep, ...mean] as const;
export const adaptiveMean = [...adaptiveStep, ...mean] as const;
export const anyMean = [...anyStep, ...mean] as const;

/** The settings that each server optimizer takes. */
export const stepSettings: Readonly<Record<ServerOptimizerName, readonly StepSetting[]>> = {
  sgd: ['serverLearningRate'],
  momentum: momentumStep,
  adagrad: adaptiveStep.filter((setting) => setting !== 'beta2'),
  adam: adaptiveStep,
  yogi: adaptiveStep,
};

/** The settings that a strategy takes with this server optimizer. */
export function settingsTaken<Setting extends string>(
  takes: readonly Setting[],
  chosen: ServerOptimizerName = 'sgd',
): readonly Setting[] {
  if (!(takes as readonly string[]).includes('serverOptimizer')) return takes;
  if (!serverOptimizerNames.includes(chosen)) {
    const rule = `be one of ${serverOptimizerNames.join(', ')}`;
    throw new ArgumentError('serverOptimizer', rule, chosen);
  }
  const others: readonly string[] = anyStep.filter(
    (setting) => setting !== 'serverOptimizer' && !stepSettings[chosen].includes(setting),
  );
  return takes.filter((setting) => !others.includes(setting));
}

/** The server optimizer that the settings describe. */
export function serverOptimizerOf(settings: StepSettings): ServerOptimizer {
  const { serverOptimizer: kind = 'sgd', serverLearningRate: learningRate } = settings;
  const { serverMomentum: momentum, beta1, beta2, tau, convention } = settings;
  switch (kind) {
    case 'sgd':
      return serverSgd(learningRate);
    case 'momentum':
      return serverMomentum(momentum, learningRate);
    default:
      return serverAdaptive(kind, { learningRate, beta1, beta2, tau, convention });
  }
}
