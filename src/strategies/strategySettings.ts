import { serverAdaptive, serverMomentum, serverSgd } from '../aggregation/serverOptimizer';
import type { ServerOptimizer } from '../aggregation/serverOptimizer';
import { ArgumentError } from '../core/errors';
import type { ScaffoldOptions } from './scaffold';

/** Server optimizers by name; `sgd` is a step of the mean update. */
export const serverOptimizerNames = ['sgd', 'momentum', 'adagrad', 'adam', 'yogi'] as const;

export type ServerOptimizerName = (typeof serverOptimizerNames)[number];

/** What some strategies take beside {@link StrategyOptions}: plain data, all optional. */
export interface StrategySettings {
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
  /** μ ≥ 0 of FedProx, which needs it, and of FedNova. */
  readonly proximalMu?: number;
  /** q ≥ 0 of q-FedAvg, which needs it. */
  readonly q?: number;
  /** How many clients there are in all; SCAFFOLD needs it. */
  readonly clients?: number;
  /** How SCAFFOLD weights clients; default `uniform`. */
  readonly weighting?: ScaffoldOptions['weighting'];
}

export type StrategySetting = keyof StrategySettings;

/** What `momentum` takes. */
export const momentumStep = ['serverLearningRate', 'serverMomentum'] as const;
/** What `adam` and `yogi` take. */
export const adaptiveStep = ['serverLearningRate', 'beta1', 'beta2', 'tau', 'convention'] as const;
/** What a strategy takes where its server optimizer can be chosen. */
export const anyStep = ['serverOptimizer', ...adaptiveStep, 'serverMomentum'] as const;

/** The settings that each server optimizer takes. */
export const stepSettings: Readonly<Record<ServerOptimizerName, readonly StrategySetting[]>> = {
  sgd: ['serverLearningRate'],
  momentum: momentumStep,
  adagrad: adaptiveStep.filter((setting) => setting !== 'beta2'),
  adam: adaptiveStep,
  yogi: adaptiveStep,
};

/** All settings. */
export const settingNames: readonly StrategySetting[] = [
  ...anyStep,
  'proximalMu',
  'q',
  'clients',
  'weighting',
];

/** Those of a strategy's settings that are taken with this server optimizer. */
export function settingsTaken(
  takes: readonly StrategySetting[],
  chosen: ServerOptimizerName = 'sgd',
): readonly StrategySetting[] {
  if (!takes.includes('serverOptimizer')) return takes;
  if (!serverOptimizerNames.includes(chosen)) {
    const rule = `be one of ${serverOptimizerNames.join(', ')}`;
    throw new ArgumentError('serverOptimizer', rule, chosen);
  }
  const others = anyStep.filter(
    (setting) => setting !== 'serverOptimizer' && !stepSettings[chosen].includes(setting),
  );
  return takes.filter((setting) => !(others as readonly StrategySetting[]).includes(setting));
}

/** The server optimizer that the settings describe. */
export function serverOptimizerOf(settings: StrategySettings): ServerOptimizer {
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
