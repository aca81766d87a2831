import { Rng } from '../../../src/core/rng';
import { federate } from '../../../src/data/federate';
import type { FederatedDataset } from '../../../src/data/federatedDataset';
import { noisyClients } from '../../../src/data/partition/noisyClients';
import { rotatedClients } from '../../../src/data/partition/rotatedClients';
import { rotateImages } from '../../../src/data/rotateImages';
import { stripes } from '../../support/digits';

const dataset = stripes(80, 1);
const rng = Rng.fromSeed(7);
/** Eight clients with eight training and two test examples each. */
const original = (): FederatedDataset =>
  federate({
    name: 'stripes',
    description: 'Stripes.',
    simulated: false,
    dataset,
    partition: Array.from({ length: 8 }, (_, k) =>
      Uint32Array.from({ length: 10 }, (_, i) => 10 * k + i),
    ),
    heldOut: 0.2,
    rng: Rng.fromSeed(1),
    centralTest: dataset,
  });

const skews: [string, (federated: FederatedDataset, seed: Rng) => FederatedDataset][] = [
  ['rotated', (federated, seed) => rotatedClients(federated, seed, { degrees: 40 })],
  ['noisy', (federated, seed) => noisyClients(federated, seed, { deviation: 0.2 })],
];

describe.each(skews)('%s', (name, skew) => {
  test('changes only images, and says so', () => {
    const skewed = skew(original(), rng);
    expect(skewed.name).toBe(`stripes (${name})`);
    expect(skewed.description).toMatch(/^Stripes\. Each client’s images .*\.$/);
    expect(skewed.simulated).toBe(true);
    expect(skewed.centralTest).toBe(dataset);
    expect(skewed.shape).toEqual([12, 12, 1]);
    expect(skewed.clientIds).toEqual(original().clientIds);
    for (const id of skewed.clientIds) {
      const [before, after] = [original().client(id), skewed.client(id)];
      expect(skewed.clientSize(id)).toEqual({ train: 8, test: 2 });
      for (const part of ['train', 'test'] as const) {
        expect(after[part].labels).toEqual(before[part].labels);
        expect(after[part].images).toHaveLength(before[part].images.length);
        expect(after[part].images).not.toEqual(before[part].images);
      }
    }
  });

  test('the result depends on the seed and the id, not on the order of calls; images are made once', () => {
    const [first, again, other] = [rng, rng, Rng.fromSeed(8)].map((seed) => skew(original(), seed));
    again.client('client-008');
    expect(again.client('client-003')).toEqual(first.client('client-003'));
    expect(other.client('client-003')).not.toEqual(first.client('client-003'));
    expect(first.client('client-003')).toBe(first.client('client-003'));
  });

  test('leaves the original unchanged; closing closes it', () => {
    const federated = original();
    const skewed = skew(federated, rng);
    skewed.client('client-001');
    expect(federated.client('client-001')).toEqual(original().client('client-001'));
    expect(() => skewed.client('nobody')).toThrow('id must be one of the 8 client ids');
    skewed.close();
    expect(() => skewed.client('client-001')).toThrow('stripes is closed');
    expect(() => federated.client('client-001')).toThrow('stripes is closed');
  });
});

test('listed angles are dealt evenly, and each client’s images are rotated by its own', () => {
  const rotated = rotatedClients(original(), rng, { degrees: [0, 90, 180, 270] });
  expect([...rotated.degrees.keys()]).toEqual(rotated.clientIds);
  expect([...rotated.degrees.values()].sort((a, b) => a - b)).toEqual([
    0, 0, 90, 90, 180, 180, 270, 270,
  ]);
  for (const [id, angle] of rotated.degrees) {
    const { train } = original().client(id);
    expect(rotated.client(id).train.images).toEqual(rotateImages(train.images, train.shape, angle));
  }
});

test('angles within a limit are uniform', () => {
  const federated = { ...original(), clientIds: Array.from({ length: 2000 }, (_, i) => `${i}`) };
  const angles = [...rotatedClients(federated, rng, { degrees: 30 }).degrees.values()];
  expect(Math.max(...angles.map(Math.abs))).toBeLessThanOrEqual(30);
  const mean = angles.reduce((sum, angle) => sum + angle, 0) / 2000;
  // Standard deviation 60 / √12 = 17.3 each.
  expect(Math.abs(mean)).toBeLessThan((4 * 17.3) / Math.sqrt(2000));
  const variance = angles.reduce((sum, angle) => sum + angle ** 2, 0) / 2000;
  expect(Math.abs(variance / 300 - 1)).toBeLessThan(0.08);
});

test('the i-th of K clients has deviation × i / K, clipped and rounded to bytes', () => {
  const noisy = noisyClients(original(), rng, { deviation: 0.16 });
  const deviations = [...noisy.deviations.values()].sort((a, b) => a - b);
  deviations.forEach((deviation, i) => {
    expect(deviation).toBeCloseTo((0.16 * (i + 1)) / 8, 12);
  });
  for (const [id, deviation] of noisy.deviations) {
    const before = original().client(id).train.images;
    const after = noisy.client(id).train.images;
    // Of pixels far enough from both ends for no noise to be clipped.
    const inner = [...before.keys()].filter((i) => before[i] > 90 && before[i] < 165);
    const differences = inner.map((i) => after[i] - before[i]);
    const measured = Math.hypot(...differences) / Math.sqrt(inner.length);
    // Standard error of a standard deviation: σ / √(2n); rounding adds a variance of 1/12.
    const expected = Math.hypot(255 * deviation, Math.sqrt(1 / 12));
    expect(Math.abs(measured / expected - 1)).toBeLessThan(4.5 / Math.sqrt(2 * inner.length));
    expect(Math.min(...after)).toBe(0);
  }
});

test('wrong amounts are refused', () => {
  const federated = original();
  expect(() => rotatedClients(federated, rng, { degrees: 181 })).toThrow(
    'degrees must be between 0 and 180, got 181',
  );
  expect(() => rotatedClients(federated, rng, { degrees: [] })).toThrow(
    'degrees must hold at least one angle, got an array of 0',
  );
  expect(() => rotatedClients(federated, rng, { degrees: [0, NaN] })).toThrow(
    'degrees[1] must be between -360 and 360, got NaN',
  );
  expect(() => noisyClients(federated, rng, { deviation: 1.5 })).toThrow(
    'deviation must be between 0 and 1, got 1.5',
  );
});
