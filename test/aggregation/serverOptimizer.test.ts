import { serverAdaptive, serverMomentum, serverSgd } from '../../src/aggregation/serverOptimizer';
import type { AdaptiveKind, ServerOptimizer } from '../../src/aggregation/serverOptimizer';

/** One number through rounds of these updates. */
function run(optimizer: ServerOptimizer, start: number, updates: readonly number[]): number[] {
  let parameters: Float32Array = Float32Array.of(start);
  let slots = optimizer.initialize(1);
  return updates.map((update, t) => {
    ({ parameters, slots } = optimizer.step(parameters, Float32Array.of(update), slots, t + 1));
    return parameters[0];
  });
}

const expectClose = (values: readonly number[], expected: readonly number[]): void => {
  expect(values).toHaveLength(expected.length);
  values.forEach((value, t) => {
    expect(value).toBeCloseTo(expected[t], 6);
  });
};

describe('by hand', () => {
  test('sgd: w + η·Δ', () => {
    expectClose(run(serverSgd(0.5), 1, [2, -4]), [2, 0]);
    expectClose(run(serverSgd(), 1, [2, -4]), [3, -1]);
  });

  test.each([0, 1, 3, 4, 5, 8, 11])('every one of %i numbers moves by its own update', (size) => {
    const parameters = Float32Array.from({ length: size }, (_, i) => i + 1);
    const step = serverSgd(0.5).step(
      parameters,
      parameters.map((w) => -w),
      {},
      1,
    );
    expect(step.parameters).toEqual(parameters.map((w) => w / 2));
  });

  test('momentum: v = 2, then 0.5·2 + 4 = 5', () => {
    expectClose(run(serverMomentum(0.5, 0.1), 1, [2, 4]), [1.2, 1.7]);
  });

  // τ = 0.1, so v starts at 0.01; Δ = 0.3, then −0.1; η = 1.
  test('adagrad: v = 0.1, then 0.11', () => {
    const first = 0.3 / (Math.sqrt(0.1) + 0.1);
    const second = first - 0.1 / (Math.sqrt(0.11) + 0.1);
    const optimizer = serverAdaptive('adagrad', { learningRate: 1, tau: 0.1 });
    expectClose(run(optimizer, 0, [0.3, -0.1]), [first, second]);
  });

  // β₁ = β₂ = 0.5: m = 0.15, then 0.075 − 0.05 = 0.025;
  // v = 0.005 + 0.045 = 0.05, then 0.025 + 0.005 = 0.03.
  test('adam, without bias correction', () => {
    const first = 0.15 / (Math.sqrt(0.05) + 0.1);
    const second = first + 0.025 / (Math.sqrt(0.03) + 0.1);
    const options = { learningRate: 1, tau: 0.1, beta1: 0.5, beta2: 0.5 };
    expectClose(run(serverAdaptive('adam', options), 0, [0.3, -0.1]), [first, second]);
  });

  // v = 0.01 − 0.5·0.09·sign(0.01 − 0.09) = 0.055, then 0.055 − 0.5·0.01·sign(0.055 − 0.01) = 0.05.
  test('yogi', () => {
    const first = 0.15 / (Math.sqrt(0.055) + 0.1);
    const second = first + 0.025 / (Math.sqrt(0.05) + 0.1);
    const options = { learningRate: 1, tau: 0.1, beta1: 0.5, beta2: 0.5 };
    expectClose(run(serverAdaptive('yogi', options), 0, [0.3, -0.1]), [first, second]);
  });

  test('Flower’s adam corrects its first step as if it were the second', () => {
    // m = 0.1·0.3, v = 0.01·0.09, rate 0.1·√(1 − 0.99²)/(1 − 0.9²).
    const rate = (0.1 * Math.sqrt(1 - 0.99 ** 2)) / (1 - 0.9 ** 2);
    const step = (rate * 0.03) / (Math.sqrt(0.0009) + 1e-3);
    expectClose(run(serverAdaptive('adam', { convention: 'flower' }), 0, [0.3]), [step]);
  });
});

test('the given parameters and slots are not changed', () => {
  const adaptive = (['adagrad', 'adam', 'yogi'] as const).map((kind) => serverAdaptive(kind));
  for (const optimizer of [serverSgd(), serverMomentum(0.9), ...adaptive]) {
    const parameters = Float32Array.of(1, 2);
    const slots = optimizer.initialize(2);
    const before = structuredClone(slots);
    optimizer.step(parameters, Float32Array.of(3, 4), slots, 1);
    expect(parameters).toEqual(Float32Array.of(1, 2));
    expect(slots).toEqual(before);
  }
});

test('values out of range are refused', () => {
  expect(() => serverSgd(0)).toThrow('serverLearningRate must be > 0, got 0');
  expect(() => serverMomentum(1)).toThrow('serverMomentum must be below 1, got 1');
  expect(() => serverMomentum(-0.1)).toThrow('serverMomentum must be between 0 and 1, got -0.1');
  expect(() => serverAdaptive('adam', { tau: 0 })).toThrow('tau must be > 0, got 0');
  expect(() => serverAdaptive('yogi', { beta2: 1 })).toThrow('beta2 must be below 1, got 1');
  expect(() => serverAdaptive('sgd' as AdaptiveKind)).toThrow(
    'kind must be one of adagrad, adam, yogi, got "sgd"',
  );
  expect(() => serverAdaptive('adam', { convention: 'tff' as 'paper' })).toThrow(
    'convention must be paper or flower, got "tff"',
  );
});
