import type { Aggregator } from '../../src/aggregation/aggregator';
import { centeredClipping } from '../../src/aggregation/centeredClipping';
import { coordinateMedian } from '../../src/aggregation/coordinateMedian';
import { flTrust } from '../../src/aggregation/flTrust';
import { krum } from '../../src/aggregation/krum';
import { DivergenceError } from '../../src/core/errors';
import { Rng } from '../../src/core/rng';
import { makeStrategy } from '../../src/strategies/catalogue';
import type { MakeStrategyOptions, StrategyName } from '../../src/strategies/catalogue';
import { stripesClient } from '../support/clients';
import { scriptedTrainer } from '../support/scriptedTrainer';

const rng = Rng.fromSeed(1);
const cohort = ['ann', 'ben', 'cat', 'dan', 'eve'].map((id, k) => stripesClient(id, 10 + k, k));
const plan = { localEpochs: 1, batchSize: 8, clientLearningRate: 0.5 };

function make(
  name: StrategyName,
  update: (id: string) => number[],
  more: Partial<MakeStrategyOptions> = {},
) {
  const trainer = scriptedTrainer({ start: [10, 0], update, losses: () => [1, 1, 1, 1, 1] });
  const own = name === 'fedsgd' ? { clientLearningRate: 0.5 } : plan;
  const settings = {
    ...(name === 'scaffold' && { clients: 5 }),
    ...(name === 'qfedavg' && { q: 1 }),
    ...(name === 'fedprox' && { proximalMu: 0.1 }),
  };
  return { trainer, algorithm: makeStrategy(name, { trainer, rng, ...own, ...settings, ...more }) };
}

const withServer: readonly StrategyName[] = [
  'fedavg',
  'fedsgd',
  'fedavgm',
  'fedadam',
  'fedprox',
  'fednova',
  'mimelite',
  'scaffold',
  'qfedavg',
];

describe('an update that is not finite', () => {
  test.each(withServer)('%s leaves it out, counts its bytes, and goes on', async (name) => {
    const bad = make(name, (id) =>
      id === 'cat' ? [1, Infinity] : id === 'ann' ? [NaN, 1] : [1, 2],
    );
    const good = make(name, () => [1, 2]);
    const [left, whole] = [
      await bad.algorithm.next(bad.algorithm.initialize(), cohort),
      await good.algorithm.next(good.algorithm.initialize(), cohort),
    ];
    // All others agree, so nothing but who was rejected differs.
    expect(Array.from(left.state.parameters)).toEqual(Array.from(whole.state.parameters));
    expect(left.metrics.rejected).toEqual(['ann', 'cat']);
    expect(whole.metrics.rejected).toBeUndefined();
    expect(left.metrics.clients).toEqual(whole.metrics.clients);
    expect(left.metrics.bytesUp).toBe(whole.metrics.bytesUp);
    expect(left.metrics.bytesDown).toBe(whole.metrics.bytesDown);
    expect(left.metrics.trainLoss).toBeCloseTo(2, 12);
  });

  test.each(withServer)('%s: a round of nothing else is the first one’s error', async (name) => {
    const { algorithm } = make(name, () => [NaN, 0]);
    const round = algorithm.next(algorithm.initialize(), cohort);
    await expect(round).rejects.toThrow(DivergenceError);
    await expect(round).rejects.toThrow('round 1, client ann: the update holds numbers that are');
  });

  test('each client’s own factor stays with it', async () => {
    const update = (id: string) => (id === 'ann' ? [NaN, 0] : [1, 0]);
    const { algorithm } = make('fednova', update, { batchSize: 10 });
    const { state } = await algorithm.next(algorithm.initialize(), cohort.slice(0, 2));
    // ann has 10 examples for 1 step, ben 11 for 2: τₑ = (10·1 + 11·2)/21, and ben's factor is τₑ/2.
    expect(state.parameters[0]).toBeCloseTo(10 + 16 / 21, 5);
  });

  test('what a transform makes infinite is rejected, too', async () => {
    const overflowing = {
      name: 'overflow',
      client(update: Float32Array, { clientId, bytes }: { clientId: string; bytes: number }) {
        if (clientId === 'ben') update[0] *= 1e38;
        return { bytes };
      },
    };
    const { algorithm } = make('fedavg', () => [100, 0], { transforms: [overflowing] });
    const { metrics, state } = await algorithm.next(algorithm.initialize(), cohort);
    expect(metrics.rejected).toEqual(['ben']);
    expect(Array.from(state.parameters)).toEqual([110, 0]);
  });
});

describe('rules in a round', () => {
  test('who is not chosen is rejected, with those that are not finite, in the cohort’s order', async () => {
    const update = (id: string) => [{ ann: 1, ben: 90, cat: NaN, dan: 2, eve: 3 }[id]!, 0];
    const aggregator = krum({ attackers: 0 });
    const { algorithm } = make('fedavg', update, { aggregator });
    const { state, metrics } = await algorithm.next(algorithm.initialize(), cohort);
    expect(metrics.rejected).toEqual(['ann', 'ben', 'cat', 'eve']);
    expect(Array.from(state.parameters)).toEqual([12, 0]);
  });

  test('centered clipping keeps its center with the server', async () => {
    const aggregator = centeredClipping({ radius: 1, iterations: 1 });
    const { algorithm } = make('fedavg', () => [3, 0], { aggregator });
    const one = await algorithm.next(algorithm.initialize(), cohort);
    const two = await algorithm.next(one.state, cohort);
    expect(Array.from(one.state.server!.centeredClipping)).toEqual([1, 0]);
    expect(Array.from(two.state.server!.centeredClipping)).toEqual([2, 0]);
    // From 10 by 1, then by 2.
    expect(Array.from(two.state.parameters)).toEqual([13, 0]);
  });

  test('a cohort too small, and a strategy that needs sums, are refused', async () => {
    const aggregator = krum({ attackers: 2 });
    const { algorithm } = make('fedavg', () => [1, 0], { aggregator });
    const round = algorithm.next(algorithm.initialize(), cohort);
    await expect(round).rejects.toThrow('cohort must hold at least 7 clients for Krum');
    expect(() => make('scaffold', () => [1, 0], { aggregator })).toThrow('be a weighted sum');
  });

  test.each<[name: string, update: (id: string) => number[]]>([
    ['a client’s part fails', () => [NaN, 0]],
    ['nothing fails', () => [1, 0]],
  ])('what a rule holds is freed, if %s', async (_, update) => {
    let disposed = 0;
    const rule = coordinateMedian();
    const aggregator: Aggregator = {
      ...rule,
      begin(round) {
        const accumulator = rule.begin(round);
        return {
          ...accumulator,
          dispose() {
            disposed++;
          },
        };
      },
    };
    const { algorithm } = make('fedavg', update, { aggregator });
    await algorithm.next(algorithm.initialize(), cohort).catch(() => undefined);
    expect(disposed).toBe(1);
  });
});

describe('FLTrust', () => {
  const root = stripesClient('server', 6, 9).train;
  const update = (id: string) => (id === 'root' ? [2, 0] : id === 'ben' ? [-5, 0] : [8, 0]);

  test.each<StrategyName>(['fedavg', 'fedavgm', 'fedadam', 'fedprox', 'fednova'])(
    '%s: the server trains on its root set by the clients’ plan, and nobody counts it',
    async (name) => {
      const { algorithm, trainer } = make(name, update, { aggregator: flTrust(root) });
      const { state, metrics } = await algorithm.next(algorithm.initialize(), cohort);
      expect(
        trainer.calls[0].tasks.map(({ clientId, examples }) => [clientId, examples.size]),
      ).toEqual([['root', 6]]);
      expect(trainer.calls[0].plan).toMatchObject(plan);
      expect(trainer.calls[0].parameters).toEqual(Float32Array.of(10, 0));
      expect(metrics.rejected).toEqual(['ben']);
      const plain = make(name, update);
      const other = await plain.algorithm.next(plain.algorithm.initialize(), cohort);
      expect(metrics).toEqual({ ...other.metrics, rejected: ['ben'] });
      expect(state.parameters[0]).toBeGreaterThan(10);
      if (name === 'fedavg') expect(state.parameters[0]).toBe(12);
    },
  );

  test('with FedSGD the root’s update is one step on all of its examples', async () => {
    const { algorithm, trainer } = make('fedsgd', update, { aggregator: flTrust(root) });
    const { state } = await algorithm.next(algorithm.initialize(), cohort);
    expect(trainer.calls[0].plan).toMatchObject({ localEpochs: 1, batchSize: 'full' });
    expect(state.parameters[0]).toBe(12);
  });

  test('if everybody turns away, the model stays', async () => {
    const turned = (id: string) => (id === 'root' ? [2, 0] : [-1, 0]);
    const { algorithm } = make('fedavg', turned, { aggregator: flTrust(root) });
    const { state, metrics } = await algorithm.next(algorithm.initialize(), cohort);
    expect(Array.from(state.parameters)).toEqual([10, 0]);
    expect(metrics.rejected).toEqual(cohort.map(({ id }) => id));
  });

  test('a root update that is not finite ends the run', async () => {
    const { algorithm } = make('fedavg', () => [NaN, 0], { aggregator: flTrust(root) });
    await expect(algorithm.next(algorithm.initialize(), cohort)).rejects.toThrow(
      'round 1, server: the update of the root set is not finite',
    );
  });
});
