import { confusionMatrix } from '../../../src/metrics/classification';
import { confusionMatrixFigure } from '../../../src/plots/matrices/confusion';
import { learningCurve, roundCurves } from '../../../src/plots/curves/curves';
import { describeFigure } from '../../../src/plots/descriptions/describe';
import { clientSizes, labelHistograms } from '../../../src/plots/partitions/distributions';
import { federationDiagram } from '../../../src/plots/diagrams/federationDiagram';
import { imageGrid, predictions } from '../../../src/plots/images/images';
import { trafficBars } from '../../../src/plots/bars/trafficBars';
import type { FederatedDataset } from '../../../src/data/federatedDataset';
import { stripesClient } from '../../support/clients';
import { uniformImages } from '../../support/pictures';

const dataset = uniformImages([10, 20, 60, 200], [0, 0, 0, 2]);
const axes = { xTitle: 'round', yTitle: 'accuracy', percent: true };

test('a line is told by where it starts and ends', () => {
  const series = [
    { name: 'a < b', x: [1, 2, 3], y: [0.1, 0.5, 0.9] },
    { name: 'falls', x: [1, 2, 3], y: [0.2, NaN, 0.05] },
  ];
  expect(describeFigure(learningCurve(series, { title: 'Two', ...axes }))).toBe(
    'Two. Line chart. Accuracy by round: a < b from 10.0 % to 90.0 %; falls from 20.0 % to 5.0 %.',
  );
});

test('a line that does not move is told once', () => {
  const series = [{ name: 'target', x: [1, 2], y: [0.5, 0.5] }];
  expect(describeFigure(learningCurve(series, { title: 'T', ...axes }))).toBe(
    'T. Line chart. Accuracy by round: target always 50.0 %.',
  );
});

test('a line that comes down again is told with its peak', () => {
  const series = [{ name: 'diverges', x: [2, 4, 6], y: [0.3, 0.8, 0.1] }];
  expect(describeFigure(learningCurve(series, { title: 'One', ...axes }))).toContain(
    'diverges from 30.0 % to 10.0 %, at most 80.0 % at 4.',
  );
});

test('the band around a line is not a line of its own', () => {
  const series = [{ name: 'mean', x: [1, 2], y: [1, 1234.5], spread: [0.1, 0.1] }];
  const figure = learningCurve(series, { title: 'Mean?', xTitle: 'round', yTitle: 'loss' });
  expect(describeFigure(figure)).toBe('Mean? Line chart. Loss by round: mean from 1 to 1,230.');
});

test('each panel has its sentence', () => {
  const records = [
    { round: 1, trainLoss: 2, trainAccuracy: 0.5 },
    { round: 2, trainLoss: 1, trainAccuracy: 0.75 },
  ];
  expect(describeFigure(roundCurves(records, { title: 'Run' }))).toBe(
    'Run. Two line charts. Accuracy by round: train from 50.0 % to 75.0 %. Loss by round: train from 2 to 1.',
  );
  expect(describeFigure(roundCurves([], { title: 'Run' }))).toContain('train without a value yet');
});

test('bars are told by the largest, stacked ones by their heights and parts', () => {
  expect(describeFigure(labelHistograms([{ name: 'w1', dataset }], { title: 'Labels' }))).toBe(
    'Labels. Bar chart. w1 – examples by label: 3 bars, the largest 3 at a.',
  );
  const bytes = { model: 2000, scores: 500 };
  const rounds = [
    { round: 1, bytes },
    { round: 2, bytes: { model: 3000 } },
  ];
  expect(describeFigure(trafficBars(rounds, { title: 'Bytes' }))).toBe(
    'Bytes. Bar chart. 2 stacked bars by round of 2.5 to 3 kB, each in 2 parts: model, scores.',
  );
});

test('a histogram is told by its range and its median', () => {
  const federated = {
    clientIds: ['a', 'b', 'c'],
    clientSize: (id: string) => ({ train: { a: 4, b: 10, c: 6 }[id], test: 0 }),
  } as unknown as FederatedDataset;
  expect(describeFigure(clientSizes(federated, { title: 'Sizes' }))).toContain(
    'Histogram. 3 values of training examples of a client, from 4 to 10, median 6.',
  );
});

test('a confusion matrix is told by its diagonal and its largest mix-up', () => {
  const matrix = confusionMatrix([0, 0, 0, 0, 1], [0, 0, 0, 1, 1], 2);
  expect(describeFigure(confusionMatrixFigure(matrix, ['cat', 'dog'], { title: 'C' }))).toBe(
    'C. Matrix. 2 rows (true), 2 columns (predicted): on the diagonal 87.5 % on average, ' +
      'least 75.0 % at cat; largest elsewhere 25.0 %, cat taken for dog.',
  );
});

test('pictures are told by their number and what is written below them', () => {
  const { classNames } = dataset;
  expect(describeFigure(imageGrid(dataset, { title: 'Four', columns: 2 }))).toBe(
    `Four. Grid of pictures. 4 pictures in 2 rows and 2 columns. Labels: ${[0, 0, 0, 2].map((label) => classNames[label]).join(', ')}.`,
  );
  const read = describeFigure(predictions(dataset, [0, 0, 1, 2], { title: 'Read' }));
  expect(read).toContain(`1 of 4 are wrong: ${classNames[1]} for ${classNames[0]}.`);
});

test('a diagram says what is written in it, and nothing is longer than 400 characters', () => {
  const members = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => stripesClient(id, 3, 1));
  const figure = federationDiagram(members, {
    title: 'A round '.repeat(10),
    parameters: 10,
    bytesDown: 40,
    bytesUp: 40,
    cohort: ['a'],
  });
  const text = describeFigure(figure);
  expect(text).toContain('Diagram, in which is written: Server one model: 10 numbers;');
  expect(text.length).toBeLessThanOrEqual(400);
  expect(text).toMatch(/And \d+ more\.$/);
});

test('a figure from JSON, with null for what JSON lacks, is told like the first', () => {
  const figure = learningCurve([{ name: 'a', x: [1, 2, 3], y: [0.1, NaN, 1] }], {
    title: 'T',
    ...axes,
  });
  const stored = JSON.parse(JSON.stringify(figure)) as typeof figure;
  expect(describeFigure(stored)).toBe(describeFigure(figure));
});
