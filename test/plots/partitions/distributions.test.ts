import type { FederatedDataset } from '../../../src/data/federatedDataset';
import { clientSizes, labelHistograms } from '../../../src/plots/partitions/distributions';
import { trainingData } from '../../../src/plots/images/named';
import { layoutOf } from '../../support/layout';
import { uniformImages } from '../../support/pictures';

const one = uniformImages([1, 2, 3, 4], [0, 0, 2, 0]);
const two = uniformImages([5], [1]);

test('bars are as high as the numbers of examples, on one scale', () => {
  const clients = [
    { id: 'w1', train: one, test: two },
    { id: 'w2', train: two, test: one },
  ];
  const figure = labelHistograms(trainingData(clients), { title: 'Labels' });
  expect(figure.data.map(({ name, y }) => [name, y])).toEqual([
    ['w1', [3, 0, 1]],
    ['w2', [0, 1, 0]],
  ]);
  const { axes, annotations } = layoutOf(figure);
  expect(axes.y.range).toEqual(axes.y2.range);
  expect(axes.y.range[1]).toBeGreaterThan(3);
  expect(annotations.map(({ text }) => text)).toEqual(['w1', 'w2']);
});

test('the histogram of clients counts training examples, without reading an image', () => {
  const sizes = [3, 1, 2];
  const federated = {
    clientIds: ['a', 'b', 'c'],
    clientSize: (id: string) => ({ train: sizes['abc'.indexOf(id)], test: 9 }),
    client: () => {
      throw new Error('not needed');
    },
  } as unknown as FederatedDataset;
  expect(clientSizes(federated, { title: 'Sizes' }).data[0].x).toEqual(sizes);
});

test('no datasets are refused', () => {
  expect(() => labelHistograms([], { title: 'E' })).toThrow('datasets must hold at least one');
});
