import { z } from 'zod';
import { parseStrategyName, strategies, strategyNames } from '../../strategies/catalogue';
import type { StrategySetting } from '../../strategies/catalogue';
import { anyStep, serverOptimizerNames, stepSettings } from '../../strategies/strategySettings';
import { weightings } from '../../strategies/weighting';
import { makeAggregator } from '../../strategies/aggregators';
import { makeTransforms } from '../../strategies/transforms';
import { below, choice, described, nonNegativeNumber, positiveNumber } from '../fields';
import type { Chosen, OptionTable } from '../option';

/** A name as people write it, `q-FedAvg`, or what is no name as it is. */
function strategyName(text: unknown): unknown {
  try {
    return parseStrategyName(String(text));
  } catch {
    return text;
  }
}

/** The strategies and server optimizers with a setting; none where nearly all of them have it. */
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

/** Where a strategy needs a setting, its usual value. */
const where =
  <Value>(name: string, value: Value) =>
  ({ strategy }: Chosen): Value | undefined =>
    strategy === name ? value : undefined;

/** The settings of the algorithms, which the strategy catalogue gives to each. */
export const strategyOptions = {
  serverOptimizer: {
    schema: choice(serverOptimizerNames),
    help: 'what the server does with the mean update, for algorithms that leave it open',
    defaultText: 'sgd',
  },
  serverLearningRate: {
    schema: positiveNumber(),
    placeholder: 'R',
    help: 'the server’s step',
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
    help: 'how much clients with a high loss count',
    users: usersOf('q'),
    default: where('qfedavg', 1),
    defaultText: '1',
  },
  weighting: {
    schema: choice(weightings),
    help: 'how much clients count in the mean: by their examples, or all alike',
    users: usersOf('weighting'),
    defaultText: 'examples; scaffold, qfedavg uniform',
  },
  aggregator: {
    schema: described(makeAggregator),
    placeholder: 'NAME',
    help: 'how the server aggregates updates, one of those below',
    defaultText: 'mean',
  },
} as const satisfies OptionTable & Partial<Record<StrategySetting, unknown>>;

/** The algorithm and its settings. */
export const algorithmOptions = {
  strategy: {
    schema: z.preprocess(strategyName, choice(strategyNames)),
    placeholder: 'NAME',
    help: 'the algorithm, one of those below',
    default: 'fedavg',
  },
  ...strategyOptions,
  transforms: {
    schema: described(makeTransforms),
    placeholder: 'LIST',
    help: 'what happens to updates before they are sent: some of those below, in order, with commas',
  },
} as const satisfies OptionTable;
