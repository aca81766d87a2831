import { Graph } from '../../src/compiler/graph/graph';
import { lower } from '../../src/compiler/lower/lower';
import { normal, normalValues, uniform, uniformValues } from '../../src/compiler/random';
import { writeModel } from '../../src/compiler/write/model';
import { largestDifference, run } from './trace/run';

const n = 20000;

test('the graph and plain TypeScript draw the same numbers', async () => {
  const graph = new Graph();
  const seed = graph.input('seed', [1], 'uint32');
  const outputs = { u: uniform(graph, seed, 3, [50, 4]), z: normal(graph, seed, 5, [200]) };
  const bytes = writeModel(lower(outputs));
  for (const number of [0, 1, 0xffffffff]) {
    const { u, z } = await run(bytes, { seed: ['uint32', [number], [1]] });
    expect(u).toEqual(Array.from(uniformValues(number, 3, 200)));
    expect(largestDifference(z, normalValues(number, 5, 200))).toBeLessThanOrEqual(1e-5);
  }
});

// Bounds are five standard errors: chance alone breaks one of them in two million.
test('uniform numbers have the right mean and variance, and streams are uncorrelated', () => {
  const a = uniformValues(7, 0, n);
  const b = uniformValues(7, 1, n);
  const c = uniformValues(8, 0, n);
  expect(Math.min(...a)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...a)).toBeLessThan(1);
  const centered = (x: Float32Array): number[] => Array.from(x, (v) => v - 0.5);
  const mean = (x: readonly number[]): number => x.reduce((sum, v) => sum + v, 0) / n;
  expect(Math.abs(mean(centered(a)))).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(n));
  const squares = centered(a).map((v) => v * v);
  expect(Math.abs(mean(squares) - 1 / 12)).toBeLessThan((5 * Math.sqrt(1 / 180)) / Math.sqrt(n));
  for (const other of [b, c]) {
    const product = centered(a).map((v, i) => v * (other[i] - 0.5));
    expect(Math.abs(mean(product))).toBeLessThan(5 / 12 / Math.sqrt(n));
  }
});

test('normal numbers have mean 0 and variance 1', () => {
  const z = Array.from(normalValues(7, 0, n));
  const mean = z.reduce((sum, v) => sum + v, 0) / n;
  const variance = z.reduce((sum, v) => sum + v * v, 0) / n;
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(variance - 1)).toBeLessThan((5 * Math.SQRT2) / Math.sqrt(n));
});
