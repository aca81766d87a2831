import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPreprocessing } from '../../../src/tables/federated/applyPreprocessing';
import { preprocessedNames, preprocessingOf } from '../../../src/tables/federated/preprocessing';
import type { Preprocessing } from '../../../src/tables/federated/preprocessing';
import {
  loadPreprocessing,
  savePreprocessing,
} from '../../../src/tables/federated/savePreprocessing';
import { federatedStatistics } from '../../../src/tables/federated/statistics';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { table } from './tables';

const rows = table({
  age: [1, 2, 3, NaN],
  city: ['b', 'a', undefined, 'b'],
  same: [0.1, 0.1, 0.1, 0.1],
});
const statistics = (options = {}) =>
  federatedStatistics([rows], { features: ['age', 'city', 'same'], ...options });

test('standardized numbers, one number per category, and 0 for what is constant', async () => {
  const preprocessing = preprocessingOf(await statistics());
  expect(preprocessing).toEqual({
    format: 'federated preprocessing',
    version: 1,
    features: [
      {
        ...{ kind: 'standardize', name: 'age', mean: 2, deviation: Math.sqrt(2 / 3), fill: 2 },
        missingIndicator: false,
      },
      {
        ...{ kind: 'oneHot', name: 'city', categories: ['a', 'b'] },
        ...{ otherIndicator: false, missingIndicator: false },
      },
      {
        ...{ kind: 'standardize', name: 'same', mean: 0.1, deviation: 0, fill: 0.1 },
        missingIndicator: false,
      },
    ],
  });
  const z = Math.sqrt(3 / 2);
  expect(applyPreprocessing(preprocessing, rows)).toEqual({
    features: Float32Array.of(-z, 0, 1, 0, 0, 1, 0, 0, z, 0, 0, 0, 0, 0, 1, 0),
    width: 4,
    names: ['age', 'city=a', 'city=b', 'same'],
    unknown: [],
  });
  const others = table({ same: [5, 5], city: ['c', 'c'], age: [2, 2], more: [1, 1] });
  expect(applyPreprocessing(preprocessing, others)).toMatchObject({
    features: new Float32Array(8),
    unknown: [{ feature: 'city', category: 'c', rows: 2 }],
  });
});

test('a range, constants for missing values, and numbers for what is missing or unknown', async () => {
  const preprocessing = preprocessingOf(await statistics({ revealRanges: true }), {
    ...{ numbers: 'range', each: { same: 'standardize' }, fill: { age: 5 } },
    ...{ missingIndicators: true, otherIndicators: true },
  });
  expect(preprocessedNames(preprocessing)).toEqual([
    ...['age', 'age missing', 'city=a', 'city=b', 'city=other', 'city missing', 'same'],
  ]);
  const others = table({ age: [2, NaN, 7], city: ['c', undefined, 'a'], same: [1, 2, 3] });
  expect([...applyPreprocessing(preprocessing, others).features]).toEqual([
    ...[0.5, 0, 0, 0, 1, 0, 0],
    ...[2, 1, 0, 0, 0, 1, 0],
    ...[3, 0, 1, 0, 0, 0, 0],
  ]);
});

test('options that do not fit the statistics are refused', async () => {
  const found = await statistics();
  expect(() => preprocessingOf(found, { numbers: 'range' })).toThrow(
    'numbers must be standardize for "age", whose range is unknown (see bounds and revealRanges)',
  );
  expect(() => preprocessingOf(found, { each: { city: 'range' } })).toThrow(
    'each must name features of numbers only, got "city"',
  );
  expect(() => preprocessingOf(found, { fill: { age: NaN } })).toThrow('fill.age must be finite');
  expect(() => preprocessingOf(found, { numbers: 'log' as 'range' })).toThrow(
    'numbers must be standardize or range, got "log"',
  );
  const words = table({
    age: ['old', '1', '2', '3'],
    city: ['a', 'a', 'a', 'a'],
    same: [1, 1, 1, 1],
  });
  expect(() => applyPreprocessing(preprocessingOf(found), words)).toThrow(
    'made-up: column "age", row 1: must hold numbers, got "old"',
  );
});

test('saved and loaded again; a wrong file is named with its field', () =>
  withTemporaryFolder(async (folder) => {
    const file = join(folder, 'preprocessing.json');
    const preprocessing: Preprocessing = {
      ...preprocessingOf(await statistics({ revealRanges: true }), { each: { age: 'range' } }),
      target: { kind: 'classes', name: 'outcome', classNames: ['no', 'yes'] },
    };
    savePreprocessing(file, preprocessing);
    expect(loadPreprocessing(file)).toEqual(preprocessing);
    expect(readdirSync(folder)).toEqual(['preprocessing.json']);

    const problem = (change: (value: Record<string, unknown>) => void): string => {
      const value = JSON.parse(JSON.stringify(preprocessing)) as Record<string, unknown>;
      change(value);
      writeFileSync(file, JSON.stringify(value));
      try {
        loadPreprocessing(file);
      } catch (error) {
        return (error as Error).message.replace(folder, '');
      }
      return 'nothing was thrown';
    };
    const first = (value: Record<string, unknown>): Record<string, unknown> =>
      (value.features as Record<string, unknown>[])[0];
    expect(problem((value) => (value.version = 2))).toMatch(/preprocessing\.json: version: /);
    expect(problem((value) => (first(value).low = '1'))).toMatch(/json: features\[0\]\.low: /);
    expect(problem((value) => (first(value).high = 0))).toMatch('features[0].high: is below low');
    expect(problem((value) => (first(value).kind = 'log'))).toMatch('features[0].kind: ');
    expect(problem((value) => (first(value).name = 'same'))).toMatch('features[2].name: a feature');
    expect(problem((value) => (value.features = []))).toMatch('features: ');
    const wrong = { ...preprocessing, version: 7 } as unknown as Preprocessing;
    writeFileSync(file, 'before');
    expect(() => {
      savePreprocessing(file, wrong);
    }).toThrow('version');
    expect(() => loadPreprocessing(file)).toThrow('is not JSON');
    expect(() => loadPreprocessing(join(folder, 'none.json'))).toThrow('none.json');
  }));
