import { Rng } from '../../src/core/rng';
import {
  makeStrategy,
  parseStrategyName,
  strategies,
  strategyNames,
} from '../../src/strategies/catalogue';
import type { MakeStrategyOptions, StrategyName } from '../../src/strategies/catalogue';
import { stripesClient } from '../support/clients';
import { scriptedTrainer } from '../support/scriptedTrainer';

const cohort = [stripesClient('ann', 30, 1), stripesClient('ben', 10, 2)];

function make(name: StrategyName, settings: Partial<MakeStrategyOptions> = {}) {
  const plan = name === 'fedsgd' ? {} : { localEpochs: 2, batchSize: 10 };
  const trainer = scriptedTrainer({ start: [1, 2], update: () => [1, -1], losses: () => [1, 2] });
  const options = { trainer, rng: Rng.fromSeed(1), clientLearningRate: 0.1 };
  return makeStrategy(name, { ...options, ...plan, ...settings });
}

const needed = { fedprox: { proximalMu: 0.1 }, scaffold: { clients: 2 }, qfedavg: { q: 1 } };

test.each(strategyNames)('%s makes an algorithm', async (name) => {
  const algorithm = make(name, (needed as Record<string, object>)[name]);
  const { state, metrics } = await algorithm.next(algorithm.initialize(), cohort);
  expect(state.round).toBe(1);
  expect(metrics.clients).toEqual(['ann', 'ben']);
  expect(metrics.clientSteps).toBeGreaterThan(0);
  expect(strategies[name].clientsKeepState).toBe((state.clients?.size ?? 0) > 0);
});

test.each(strategyNames)('%s refuses a cohort without any example', async (name) => {
  const algorithm = make(name, (needed as Record<string, object>)[name]);
  const nobody = ['ann', 'ben'].map((id) => stripesClient(id, 0, 1));
  await expect(algorithm.next(algorithm.initialize(), nobody)).rejects.toThrow(
    'cohort must hold at least one training example among its 2 clients, got 0',
  );
});

test('names are read as people write them', () => {
  const written = ['FedAvg', 'q-FedAvg', 'SCAFFOLD', 'Mime-Lite', 'local-only', 'FedSGD'];
  expect(written.map(parseStrategyName)).toEqual([
    'fedavg',
    'qfedavg',
    'scaffold',
    'mimelite',
    'local',
    'fedsgd',
  ]);
  expect(() => parseStrategyName('feddyn')).toThrow(
    /^strategy must be one of fedavg, fedsgd, .*, centralized, got "feddyn"$/,
  );
});

test('undefined settings count as missing', () => {
  expect(() => make('fedavg', { q: undefined, clients: undefined })).not.toThrow();
});

describe('refused', () => {
  test('settings that a strategy does not take', () => {
    expect(() => make('fedavg', { q: 1 })).toThrow(
      'q must not be given: FedAvg does not take it, got 1',
    );
    expect(() => make('fedavgm', { serverOptimizer: 'adam' })).toThrow(
      'serverOptimizer must not be given: FedAvgM does not take it, got "adam"',
    );
    expect(() => make('local', { serverLearningRate: 1 })).toThrow(
      'serverLearningRate must not be given: Local only does not take it, got 1',
    );
    expect(() => make('fedadagrad', { beta2: 0.9 })).toThrow('beta2 must not be given: FedAdagrad');
    expect(() => make('mimelite', { proximalMu: 0 })).toThrow(
      'proximalMu must not be given: MimeLite does not take it, got 0',
    );
  });

  test('settings that the chosen server optimizer does not take', () => {
    expect(() => make('fedavg', { serverMomentum: 0.9 })).toThrow(
      'serverMomentum must not be given: the server optimizer sgd does not take it, got 0.9',
    );
    expect(() => make('fednova', { serverOptimizer: 'momentum', tau: 1 })).toThrow(
      'tau must not be given: the server optimizer momentum does not take it, got 1',
    );
    expect(() => make('fedavg', { serverOptimizer: 'lamb' as 'adam' })).toThrow(
      'serverOptimizer must be one of sgd, momentum, adagrad, adam, yogi, got "lamb"',
    );
  });

  test('settings that are needed and missing', () => {
    expect(() => make('scaffold')).toThrow('clients must be given: SCAFFOLD needs it');
    expect(() => make('fedprox')).toThrow('proximalMu must be given: FedProx needs it');
    expect(() => make('qfedavg')).toThrow('q must be given: q-FedAvg needs it');
  });

  test('a plan that is missing or contradicts the strategy', () => {
    expect(() => make('fedavg', { localEpochs: undefined })).toThrow(
      'localEpochs must be a whole number of at least 1, got undefined',
    );
    expect(() => make('fedsgd', { batchSize: 20 })).toThrow('batchSize must be full for FedSGD');
    expect(() => make('scaffold', { clients: 2, optimizer: { kind: 'adam' } })).toThrow(
      'optimizer must be sgd for SCAFFOLD, got "adam"',
    );
  });
});

test('the server optimizer by name is the one of the strategy by name', async () => {
  const run = async (name: StrategyName, settings: Partial<MakeStrategyOptions>) => {
    const algorithm = make(name, settings);
    const { state } = await algorithm.next(algorithm.initialize(), cohort);
    return (await algorithm.next(state, cohort)).state;
  };
  const pairs = [
    ['fedavgm', 'momentum'],
    ['fedadagrad', 'adagrad'],
    ['fedadam', 'adam'],
    ['fedyogi', 'yogi'],
  ] as const;
  for (const [name, serverOptimizer] of pairs) {
    expect(await run('fedavg', { serverOptimizer })).toEqual(await run(name, {}));
  }
});
