import fc from 'fast-check';
import { accumulatedSteps, normalizingFactors } from '../../src/strategies/normalizedUpdates';

const steps = fc.integer({ min: 0, max: 200 });
const clientLearningRate = 0.1;

describe('accumulated steps', () => {
  test('of sgd are the steps', () => {
    expect([0, 1, 7].map((count) => accumulatedSteps(count, { clientLearningRate }))).toEqual([
      0, 1, 7,
    ]);
  });

  test('of momentum by hand: 1 + (1 + ρ) + (1 + ρ + ρ²)', () => {
    const three = accumulatedSteps(3, { clientLearningRate, momentum: 0.5 });
    expect(three).toBeCloseTo(1 + 1.5 + 1.75, 12);
  });

  test('of momentum are the paper’s closed form', () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0.01, max: 0.95, noNaN: true }), (count, momentum) => {
        const closed =
          (count - (momentum * (1 - momentum ** count)) / (1 - momentum)) / (1 - momentum);
        const value = accumulatedSteps(count, { clientLearningRate, momentum });
        expect(value).toBeCloseTo(closed, 6);
      }),
    );
  });

  test('with a proximal term are the paper’s closed form', () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0.01, max: 9, noNaN: true }), (count, proximalMu) => {
        const alpha = clientLearningRate * proximalMu;
        const value = accumulatedSteps(count, { clientLearningRate, proximalMu });
        expect(value).toBeCloseTo((1 - (1 - alpha) ** count) / alpha, 8);
      }),
    );
  });

  test('are a whole number of at least 0 to begin with', () => {
    expect(() => accumulatedSteps(1.5, { clientLearningRate })).toThrow(
      'steps must be a whole number of at least 0, got 1.5',
    );
  });
});

describe('normalizing factors', () => {
  test('by hand: τₑ = (3·2 + 1·6)/4 = 3', () => {
    expect(normalizingFactors([2, 6], [3, 1])).toEqual([1.5, 0.5]);
  });

  test('are exactly 1 where all clients did the same, whatever that is', () => {
    const one = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(one, fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1 }), (a, sizes) => {
        const factors = normalizingFactors(
          sizes.map(() => a),
          sizes,
        );
        expect(factors.every((factor) => factor === 1)).toBe(true);
      }),
    );
  });

  test('leave out clients that did nothing', () => {
    expect(normalizingFactors([0, 4, 4], [0, 5, 1])).toEqual([0, 1, 1]);
    expect(normalizingFactors([0, 0], [0, 0])).toEqual([0, 0]);
    expect(normalizingFactors([], [])).toEqual([]);
  });
});
