import { Rng } from '../../../src/core/rng';
import { byLabels } from '../../../src/data/partition/byLabels';
import { dirichlet } from '../../../src/data/partition/dirichlet';
import { namedPartition, partitionNames } from '../../../src/data/partition/namedPartition';
import { byShards, iid, quantitySkew } from '../../../src/data/partition/partition';

const labels = Uint8Array.from({ length: 600 }, (_, i) => i % 10);
const rng = () => Rng.fromSeed(5);

test('each name calls its function with its own settings', () => {
  const settings = {
    alpha: 0.2,
    dirichletSizes: 'drawn',
    minimumSize: 2,
    shardsPerClient: 4,
    labelsPerClient: 4,
    sigma: 0.5,
  } as const;
  const wanted = {
    iid: iid(labels, 5, rng()),
    dirichlet: dirichlet(labels, 5, rng(), { alpha: 0.2, sizes: 'drawn', minimum: 2 }),
    shards: byShards(labels, 5, rng(), { shardsPerClient: 4 }),
    labels: byLabels(labels, 5, rng(), { labelsPerClient: 4 }),
    quantity: quantitySkew(labels, 5, rng(), { sigma: 0.5, minimum: 2 }),
  };
  for (const name of partitionNames) {
    expect(namedPartition(name, labels, 5, rng(), settings)).toEqual(wanted[name]);
  }
});

test('without settings, the functions’ defaults apply; alpha is 0.5', () => {
  expect(namedPartition('dirichlet', labels, 5, rng())).toEqual(
    dirichlet(labels, 5, rng(), { alpha: 0.5 }),
  );
  expect(namedPartition('shards', labels, 5, rng())).toEqual(byShards(labels, 5, rng()));
  expect(namedPartition('quantity', labels, 5, rng())).toEqual(quantitySkew(labels, 5, rng()));
});
