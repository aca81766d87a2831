import { Rng } from '../../../src/core/rng';
import { federate } from '../../../src/data/federate';
import { clientLabels, partitionLabels } from '../../../src/data/partition/labelTable';
import { uniformImages } from '../../support/pictures';

const dataset = uniformImages([1, 2, 3, 4, 5], [0, 0, 2, 1, 0]);
const partition = [Uint32Array.of(0, 1, 2), Uint32Array.of(4, 3)];
const counts = [Uint32Array.of(2, 0, 1), Uint32Array.of(1, 1, 0)];

test('a partition’s labels are counted client by client', () => {
  expect(partitionLabels(dataset, partition)).toEqual({
    clientIds: ['client-001', 'client-002'],
    classNames: ['a', 'b', 'c'],
    counts,
  });
  expect(partitionLabels(dataset, partition, ['x', 'y']).clientIds).toEqual(['x', 'y']);
});

test('so are the training examples of a federated dataset', () => {
  const options = { name: 'n', description: 'd', simulated: true, rng: Rng.fromSeed(1) };
  const federated = federate({ ...options, dataset, partition, heldOut: 0 });
  expect(clientLabels(federated)).toEqual(partitionLabels(dataset, partition));
  expect(clientLabels(federated, ['client-002'])).toEqual({
    clientIds: ['client-002'],
    classNames: ['a', 'b', 'c'],
    counts: [counts[1]],
  });
  const halved = clientLabels(federate({ ...options, dataset, partition, heldOut: 0.5 }));
  expect(halved.counts.map((row) => row.reduce((a, b) => a + b))).toEqual([1, 1]);
});

test('wrong numbers of ids and nonexistent examples are refused', () => {
  expect(() => partitionLabels(dataset, partition, ['x'])).toThrow(
    'ids must hold one id for each of 2 clients, got 1',
  );
  expect(() => partitionLabels(dataset, [Uint32Array.of(5)])).toThrow(
    'partition[0] must hold indices below 5, got 5',
  );
});
