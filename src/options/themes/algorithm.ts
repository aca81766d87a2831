import * as z from 'zod';
import { parseStrategyName, strategies, strategyNames } from '../../strategies/catalogue';
import type { StrategySetting } from '../../strategies/catalogue';
import { anyStep, serverOptimizerNames, stepSettings } from '../../strategies/strategySettings';
import { weightings } from '../../strategies/weighting';
import { makeAggregator } from '../../strategies/aggregators';
import { makeTransforms } from '../../strategies/transforms';
import { partitionNames } from '../../data/partition/namedPartition';
import { below, choice, described, nonNegativeNumber, positiveNumber, whole } from '../fields';
import type { Chosen, OptionTable } from '../option';

/** Parses a name as people write it, such as `q-FedAvg`; anything else is returned unchanged. */
function strategyName(text: unknown): unknown {
  try {
    return parseStrategyName(String(text));
  } catch {
    return text;
  }
}

/** The strategies and server optimizers with a setting; none if nearly all of them have it. */
function usersOf(setting: StrategySetting): readonly string[] {
  const ofStep = (anyStep as readonly StrategySetting[]).includes(setting);
  const always = strategyNames.filter((name) => {
    const { takes } = strategies[name];
    return takes.includes(setting) && !(ofStep && takes.includes('serverOptimizer'));
  });
  const optimizers = serverOptimizerNames.filter((name) =>
    (stepSettings[name] as readonly string[]).includes(setting),
  );
  const users = [...always, ...optimizers];
  return users.length < 7 ? users : [];
}

/** A default for the one strategy that needs a setting. */
const where =
  <Value>(name: string, value: Value) =>
  ({ strategy }: Chosen): Value | undefined =>
    strategy === name ? value : undefined;

/** The aggregator that needs root examples, which options do not hold. */
export const flTrustName = 'fltrust';

const isFlTrust = (text: string): boolean => text === flTrustName;

/** The settings of the algorithms; the strategy catalogue says which algorithm takes which. */
export const strategyOptions = {
  serverOptimizer: {
    schema: choice(serverOptimizerNames),
    help: 'what the server does with the mean update, for algorithms that leave it open',
    defaultText: 'sgd',
  },
  serverLearningRate: {
    schema: positiveNumber(),
    placeholder: 'R',
    help: 'step size of the server',
    users: usersOf('serverLearningRate'),
    defaultText: '1; adagrad, adam 0.1; yogi 0.01',
  },
  serverMomentum: {
    schema: below(1),
    placeholder: 'M',
    help: 'decay of the velocity',
    users: usersOf('serverMomentum'),
    defaultText: '0.9',
  },
  beta1: {
    schema: below(1),
    placeholder: 'B',
    help: 'decay of the first moment',
    users: usersOf('beta1'),
    defaultText: '0.9; adagrad 0',
  },
  beta2: {
    schema: below(1),
    placeholder: 'B',
    help: 'decay of the second moment',
    users: usersOf('beta2'),
    defaultText: '0.99',
  },
  tau: {
    schema: positiveNumber(),
    placeholder: 'T',
    help: 'degree of adaptivity',
    users: usersOf('tau'),
    defaultText: '0.001',
  },
  convention: {
    schema: choice(['paper', 'flower']),
    help: 'start and bias correction',
    users: usersOf('convention'),
    defaultText: 'paper',
  },
  proximalMu: {
    schema: nonNegativeNumber(),
    placeholder: 'MU',
    help: 'weight of the proximal term',
    users: usersOf('proximalMu'),
    default: where('fedprox', 0.01),
    defaultText: 'fedprox 0.01',
  },
  q: {
    schema: nonNegativeNumber(),
    placeholder: 'Q',
    help: 'emphasis on clients with a high loss',
    users: usersOf('q'),
    default: where('qfedavg', 1),
    defaultText: '1',
  },
  weighting: {
    schema: choice(weightings),
    help: 'weights of clients in the mean: their numbers of examples, or all equal',
    users: usersOf('weighting'),
    defaultText: 'examples; scaffold, qfedavg uniform',
  },
  aggregator: {
    schema: described((text) => isFlTrust(text) || makeAggregator(text)),
    placeholder: 'NAME',
    help: 'how the server aggregates updates: one of those below',
    defaultText: 'mean',
  },
} as const satisfies OptionTable & Partial<Record<StrategySetting, unknown>>;

/** The algorithm and its settings. */
export const algorithmOptions = {
  strategy: {
    schema: z.preprocess(strategyName, choice(strategyNames)),
    placeholder: 'NAME',
    help: 'the algorithm: one of those below',
    default: 'fedavg',
  },
  ...strategyOptions,
  rootExamples: {
    schema: whole(1),
    placeholder: 'N',
    help: 'training examples that the server keeps for itself; no client holds them',
    needs: [
      { option: 'aggregator', values: [flTrustName] },
      { option: 'partition', values: partitionNames },
    ],
  },
  transforms: {
    schema: described(makeTransforms),
    placeholder: 'LIST',
    help: 'applied to updates before they are sent: any of those below, in order, separated by commas',
  },
} as const satisfies OptionTable;
