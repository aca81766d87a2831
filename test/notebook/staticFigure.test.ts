import { JSDOM } from 'jsdom';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { confusionMatrix } from '../../src/metrics/classification';
import { renderSvg, saveSvg } from '../../src/notebook/staticFigure';
import { confusionMatrixFigure } from '../../src/plots/matrices/confusion';
import { learningCurve, roundCurves } from '../../src/plots/curves/curves';
import { labelHistograms } from '../../src/plots/partitions/distributions';
import type { Figure } from '../../src/plots/frame/figure';
import { imageGrid } from '../../src/plots/images/images';
import { partitionSizes } from '../../src/plots/partitions/partitionSizes';
import { labelDistribution, partitionComparison } from '../../src/plots/partitions/partitions';
import { uniformImages } from '../support/pictures';
import { withTemporaryFolder } from '../support/temporaryFolder';

const dataset = uniformImages([10, 20, 60, 200], [0, 0, 0, 2]);
const options = { title: 'Loss & accuracy <b>', xTitle: 'round', yTitle: 'accuracy' };
const line = [{ name: 'a < b & c', x: [1, 2, 3], y: [0.1, NaN, 1] }];

const table = {
  clientIds: ['w1', 'w2'],
  classNames: ['a', 'b'],
  counts: [Uint32Array.of(3, 1), Uint32Array.of(0, 2)],
};
const partitions = [
  { name: 'one', table },
  { name: 'two', table },
];

const figures: Record<string, Figure> = {
  imageGrid: imageGrid(dataset, { title: 'Images' }),
  labelHistograms: labelHistograms([{ name: 'w1', dataset }], { title: 'Labels' }),
  learningCurve: learningCurve(line, { ...options, percent: true }),
  logarithmic: learningCurve(line, { ...options, logarithmic: true }),
  roundCurves: roundCurves([], { title: 'No round' }),
  labelDistribution: labelDistribution(table, { title: 'Labels of clients', kind: 'heatmap' }),
  partitionComparison: partitionComparison(partitions, { title: 'Partitions', unit: 'percent' }),
  partitionSizes: partitionSizes(partitions, { title: 'Sizes' }),
  confusion: confusionMatrixFigure(confusionMatrix([0, 1], [0, 0], 2), ['a', 'b'], { title: 'C' }),
};

/** Parses strictly: throws where the SVG is not well-formed. */
const parse = (svg: string): SVGSVGElement => {
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  return document.documentElement as unknown as SVGSVGElement;
};
const texts = (svg: string): string[] =>
  Array.from(parse(svg).querySelectorAll('text'), ({ textContent }) => textContent);

describe.each(Object.entries(figures))('%s', (_, figure) => {
  test('is well-formed, of the layout’s size, and the same each time', async () => {
    const svg = await renderSvg(figure);
    const root = parse(svg);
    expect(root.tagName).toBe('svg');
    expect(root.getAttribute('width')).toBe(`${figure.layout.width}`);
    expect(root.getAttribute('height')).toBe(`${figure.layout.height}`);
    expect(await renderSvg(figure)).toBe(svg);
  });

  test('refers to nothing outside itself', async () => {
    const svg = await renderSvg(figure);
    const ids = new Set(Array.from(svg.matchAll(/\bid="([^"]+)"/g), ([, id]) => id));
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
    expect(svg).not.toMatch(/url\((?!#)/);
    expect(svg).not.toMatch(/href="(?!data:image\/png)/);
    expect(svg).not.toMatch(/<script|<style|<foreignObject| on\w+=/);
  });
});

test('an image grid holds its picture as a PNG', async () => {
  const { source } = (figures.imageGrid.layout.images as { source: string }[])[0];
  expect(await renderSvg(figures.imageGrid)).toContain(`href="${source}"`);
});

test('a confusion matrix holds a drawn picture and its counts', async () => {
  const svg = await renderSvg(figures.confusion);
  expect(svg).toMatch(/href="data:image\/png;base64,iVBOR/);
  expect(texts(svg).filter((text) => /^\d$/.test(text))).toEqual(['1', '0', '1', '0']);
});

test('words are drawn as they were given', async () => {
  const series = [...line, { ...line[0], name: 'other' }];
  const drawn = texts(await renderSvg(learningCurve(series, options)));
  expect(drawn).toContain('Loss & accuracy <b>');
  expect(drawn).toContain('a < b & c');
});

test('no legend is clipped: a reader’s font may be wider than the one it was measured with', async () => {
  const figure = learningCurve([...line, { ...line[0], name: 'other' }], options);
  const legend = parse(await renderSvg(figure)).querySelector('.legend')!;
  expect(legend.querySelectorAll('text')).toHaveLength(2);
  expect(legend.querySelectorAll('[clip-path]')).toHaveLength(0);
});

test('the title of an axis stands left of its tick labels', async () => {
  const root = parse(await renderSvg(figures.learningCurve));
  const title = Number(root.querySelector('.ytitle')!.getAttribute('x'));
  const labels = Array.from(root.querySelectorAll('.ytick text'), (label) => ({
    right: Number(label.getAttribute('x')),
    letters: label.textContent.length,
  }));
  expect(labels.length).toBeGreaterThan(3);
  for (const { right, letters } of labels) expect(title).toBeLessThan(right - 6 * letters);
  expect(title).toBeGreaterThan(12);
});

test('pictures of two figures share no id', async () => {
  const [one, two] = await Promise.all([
    renderSvg(figures.learningCurve),
    renderSvg(figures.logarithmic),
  ]);
  const ids = (svg: string): string[] =>
    Array.from(svg.matchAll(/\bid="([^"]+)"/g), ([, id]) => id);
  expect(ids(one).length).toBeGreaterThan(0);
  expect(ids(one).filter((id) => ids(two).includes(id))).toEqual([]);
});

test('typed arrays are drawn as plain ones', async () => {
  const plain = { data: [{ type: 'bar', y: [1, 2] }], layout: { width: 300, height: 200 } };
  const typed = { ...plain, data: [{ type: 'bar', y: Float32Array.of(1, 2) }] };
  expect(await renderSvg({ ...typed, config: {} })).toBe(await renderSvg({ ...plain, config: {} }));
});

test('after a figure that Plotly refuses, others are drawn', async () => {
  const layout = { width: -1, height: 200, xaxis: null };
  const broken = { data: null, layout, config: {} } as unknown as Figure;
  await renderSvg(broken).catch(() => undefined);
  expect(await renderSvg(figures.roundCurves)).toContain('<svg');
});

test('a picture is saved as a file', () =>
  withTemporaryFolder(async (folder) => {
    const file = join(folder, 'pictures', 'curve.svg');
    await saveSvg(figures.learningCurve, file);
    expect(readFileSync(file, 'utf8')).toBe(await renderSvg(figures.learningCurve));
  }));
