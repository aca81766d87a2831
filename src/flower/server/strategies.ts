import { ArgumentError } from '../../core/errors';

interface Entry {
  /** The class in `flwr.serverapp.strategy`. */
  readonly className: string;
  /** The settings that it takes, with the names of the class's arguments. */
  readonly takes: Readonly<Record<string, string>>;
}

const adaptive = { serverLearningRate: 'eta', tau: 'tau' } as const;
const withMoments = { ...adaptive, beta1: 'beta-1', beta2: 'beta-2' } as const;
const malicious = { maliciousNodes: 'num-malicious-nodes' } as const;

const entries = {
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
  krum: { className: 'Krum', takes: malicious },
  multikrum: {
    className: 'MultiKrum',
    takes: { ...malicious, selectNodes: 'num-nodes-to-select' },
  },
  bulyan: { className: 'Bulyan', takes: malicious },
} as const satisfies Record<string, Entry>;

/** One of Flower's strategies that a server app can use. */
export type FlowerStrategyName = keyof typeof entries;

export const flowerStrategyNames = Object.keys(entries) as readonly FlowerStrategyName[];

type KeysOf<Each> = Each extends unknown ? keyof Each : never;

/** Settings of some of the strategies, by this library's names. */
export type FlowerSetting = KeysOf<(typeof entries)[FlowerStrategyName]['takes']>;

/** Values of settings, each of which may be left out. */
export type FlowerStrategySettings = Readonly<Partial<Record<FlowerSetting, number>>>;

const strategies: Readonly<Record<FlowerStrategyName, Entry>> = entries;

/** Arguments that are whole numbers in Python, too. */
export const wholeArguments: readonly string[] = ['num-malicious-nodes', 'num-nodes-to-select'];

/**
 * The fewest clients of a round with which a strategy withstands this many malicious ones: Krum needs more
 * than 2f + 2 (Blanchard et al. 2017), which Flower does not check; Bulyan needs 4f + 3 (El Mhamdi et al.
 * 2018), or Flower skips the round.
 */
export function fewestClients(strategy: string, maliciousNodes = 0): number {
  if (strategy === 'bulyan') return 4 * maliciousNodes + 3;
  if (strategy === 'krum' || strategy === 'multikrum') return 2 * maliciousNodes + 3;
  return 1;
}

/** The names of the strategies that take a setting. */
export function flowerUsers(setting: string): FlowerStrategyName[] {
  return flowerStrategyNames.filter((name) => setting in strategies[name].takes);
}

/**
 * The class of a strategy, and the arguments of its constructor as written to pyproject.toml.
 *
 * @param settings all within their ranges
 * @throws ArgumentError for a setting that the strategy does not take
 */
export function flowerStrategy(
  name: FlowerStrategyName,
  settings: FlowerStrategySettings,
  clientLearningRate: number,
): { readonly className: string; readonly options: Readonly<Record<string, number>> } {
  const { className, takes } = strategies[name];
  const options: Record<string, number> = {};
  for (const [setting, value] of Object.entries(settings)) {
    if (!Object.hasOwn(takes, setting)) {
      throw new ArgumentError(
        setting,
        `be left out with ${className}, which does not take it`,
        value,
      );
    }
    options[takes[setting]] = value;
  }
  // Flower's QFedAvg needs the clients' learning rate.
  if (name === 'qfedavg') options['client-learning-rate'] = clientLearningRate;
  return { className, options };
}
