import { Rng } from '../../src/core/rng';
import { localEpsilon, localNoise } from '../../src/privacy/localNoise';
import { exampleEpsilon } from '../../src/privacy/exampleEpsilon';
import { makeTransforms } from '../../src/strategies/transforms';
import { clientMoment } from '../support/clientMoment';

const size = 40_000;

/** What a client sends for an update of equal numbers. */
function sent(norm: number, options: Parameters<typeof localNoise>[0], seed = 1): Float32Array {
  const update = new Float32Array(size).fill(norm / Math.sqrt(size));
  const moment = { ...clientMoment(size), rng: Rng.fromSeed(seed) };
  expect(localNoise(options).client!(update, moment)).toEqual({ bytes: 4 * size });
  return update;
}

test.each([
  [3, 0.5, 2.5],
  [0.2, 0.5, 0.7],
])('an update of norm %d, clipped to %d, gets noise of %d clips', (norm, clip, noiseMultiplier) => {
  const update = sent(norm, { clip, noiseMultiplier, noise: 'seeded' });
  const mean = update.reduce((sum, value) => sum + value, 0) / size;
  const variance = update.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
  const deviation = noiseMultiplier * clip;
  // Within 5 standard errors.
  expect(Math.abs(mean - Math.min(norm, clip) / 200)).toBeLessThan(5 * (deviation / 200));
  expect(Math.abs(Math.sqrt(variance) / deviation - 1)).toBeLessThan(5 / Math.sqrt(2 * size));
});

test('noise is new each time unless it comes from the seed', () => {
  const options = { clip: 1, noiseMultiplier: 1 };
  expect(sent(1, options)).not.toEqual(sent(1, options));
  const seeded = { ...options, noise: 'seeded' } as const;
  expect(sent(1, seeded)).toEqual(sent(1, seeded));
  expect(sent(1, seeded)).not.toEqual(sent(1, seeded, 2));
});

test('commands make it by name', () => {
  const [transform] = makeTransforms('localnoise:norm=0.5:multiplier=2');
  const update = new Float32Array(size);
  transform.client!(update, clientMoment(size));
  const deviation = Math.sqrt(update.reduce((sum, value) => sum + value ** 2, 0) / size);
  expect(Math.abs(deviation - 1)).toBeLessThan(5 / Math.sqrt(2 * size));
});

test.each([
  [{ clip: 0, noiseMultiplier: 1 }, 'clip must be > 0, got 0'],
  [{ clip: 1, noiseMultiplier: 0 }, 'noiseMultiplier must be > 0, got 0'],
])('%j is refused', (options, message) => {
  expect(() => localNoise(options)).toThrow(message);
});

test('an update that is not finite is refused before anything is sent', () => {
  const update = Float32Array.of(1, NaN);
  const { client } = localNoise({ clip: 1, noiseMultiplier: 1 });
  expect(() => client!(update, clientMoment(2))).toThrow('update must be finite to be clipped');
});

// import dp_accounting as dp  # 0.4.3
// from dp_accounting import rdp
// def eps(z, q, steps, delta):
//   event = dp.PoissonSampledDpEvent(q, dp.GaussianDpEvent(z))
//   return rdp.RdpAccountant().compose(event, steps).get_epsilon(delta)
// print(eps(2, 1, 1, 1e-5), eps(1.1, 0.04, 250, 1e-4), eps(3, 1, 5, 1e-4))
test('ε is the accountant’s: half the noise for any other update, the batch’s share for one example', () => {
  expect(localEpsilon({ noiseMultiplier: 4, rounds: 1, delta: 1e-5 })).toBeCloseTo(
    2.165715659029443,
    3,
  );
  const example = { examples: 500, batchSize: 20, noiseMultiplier: 1.1, steps: 250, delta: 1e-4 };
  expect(exampleEpsilon(example)).toBeCloseTo(3.325755559625713, 3);
  const whole = { ...example, noiseMultiplier: 3, steps: 5 };
  expect(exampleEpsilon({ ...whole, batchSize: 'full' })).toBeCloseTo(2.9666759942057, 3);
  expect(exampleEpsilon({ ...whole, batchSize: 1000 })).toBeCloseTo(2.9666759942057, 3);
  expect(exampleEpsilon({ ...example, noiseMultiplier: 0 })).toBe(Infinity);
  expect(() => exampleEpsilon({ ...example, batchSize: 0 })).toThrow(
    'batchSize must be a whole number of at least 1, got 0',
  );
});
