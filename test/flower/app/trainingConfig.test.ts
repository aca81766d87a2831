import { planOf, roundOf } from '../../../src/flower/app/trainingConfig';
import type { ConfigValue } from '../../../src/flower/wire/objects/records';

const plan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.1 };
const config = (values: Record<string, ConfigValue>) => new Map(Object.entries(values));

test('the server’s config overrides the plan, key by key', () => {
  expect(planOf(plan, config({}))).toEqual(plan);
  expect(planOf(plan, config({ lr: 0.5, 'local-epochs': 3n, other: 'x' }))).toEqual({
    localEpochs: 3,
    batchSize: 20,
    clientLearningRate: 0.5,
  });
  expect(planOf(plan, config({ 'batch-size': 'full', 'proximal-mu': 0.01, lr: 1n }))).toEqual({
    localEpochs: 1,
    batchSize: 'full',
    clientLearningRate: 1,
    proximalMu: 0.01,
  });
});

test.each<[Record<string, ConfigValue>, string]>([
  [{ lr: -1 }, 'lr must be > 0, got -1'],
  [{ lr: 'fast' }, 'lr must be a number, got "fast"'],
  [{ 'local-epochs': 0n }, 'local-epochs must be a whole number of at least 1, got 0'],
  [{ 'batch-size': 0.5 }, 'batch-size must be a whole number of at least 1, got 0.5'],
  [{ 'proximal-mu': -1 }, 'proximal-mu must be >= 0, got -1'],
])('a value out of range is named (%#)', (values, message) => {
  expect(() => planOf(plan, config(values))).toThrow(message);
});

test('the round comes from the config, else from the group', () => {
  expect(roundOf(config({ 'server-round': 7n }), '3')).toBe(7);
  expect(roundOf(config({}), '3')).toBe(3);
  expect(roundOf(config({}), 'warm-up')).toBeUndefined();
  expect(roundOf(config({ 'server-round': -1n }), '')).toBeUndefined();
});
