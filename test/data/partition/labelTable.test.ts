import { Rng } from '../../../src/core/rng';
import type { LabeledExamples } from '../../../src/data/dataset';
import { federate } from '../../../src/data/federate';
import { clientLabels, partitionLabels } from '../../../src/data/partition/labelTable';
import { quantileBins } from '../../../src/data/partition/quantileBins';
import { trainingData } from '../../../src/plots/images/named';
import { labelHistograms } from '../../../src/plots/partitions/distributions';
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

test('examples need no images: classes made of numbers, and a table’s rows', () => {
  const bins = quantileBins([40, 10, 30, 20], 2);
  const halves = [Uint32Array.of(0, 1, 2), Uint32Array.of(3)];
  const rows = [Uint32Array.of(1, 2), Uint32Array.of(1, 0)];
  const table = partitionLabels(bins, halves, ['a', 'b']);
  expect(table).toEqual({
    clientIds: ['a', 'b'],
    classNames: ['10 to 20', '30 to 40'],
    counts: rows,
  });
  const train = (id: string): LabeledExamples => {
    const labels = Uint8Array.from(id === 'a' ? [1, 0, 1] : [0]);
    const features = new Float32Array(2 * labels.length);
    const { classNames } = bins;
    return { features, shape: [2], labels, classNames, size: labels.length };
  };
  const clients = { ...table, client: (id: string) => ({ train: train(id) }) };
  expect(clientLabels(clients)).toEqual(table);
  const drawn = labelHistograms(trainingData([{ id: 'a', train: train('a') }]), { title: 'Rows' });
  expect(drawn.data[0].y).toEqual([1, 2]);
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
