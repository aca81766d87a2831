import { ArgumentError } from '../../src/core/errors';
import { pick, withDefaults } from '../../src/options/defaults';
import { choice, path, positiveNumber, whole, yes } from '../../src/options/fields';
import { checkNeeds } from '../../src/options/needs';
import type { Chosen, OptionTable } from '../../src/options/option';
import { planOf } from '../../src/options/plan';
import { take } from '../../src/options/table';
import { checkValues, readValue } from '../../src/options/values';
import { withFlags } from '../../src/options/withFlags';

const table = {
  kind: { schema: choice(['plain', 'fancy']), help: 'the kind', default: 'plain' },
  file: { schema: path(), placeholder: 'FILE', help: 'a file' },
  grade: {
    schema: positiveNumber(),
    help: 'how fancy',
    default: 2,
    needs: [{ option: 'kind', values: ['fancy'] }],
  },
  lines: {
    schema: whole(1),
    help: 'lines of the file',
    default: 10,
    needs: [{ option: 'file' }],
    argument: 'count',
  },
  twice: {
    schema: whole(1),
    help: 'follows from the lines',
    default: ({ lines }: Chosen) => (lines === undefined ? undefined : 2 * (lines as number)),
  },
  loud: { schema: yes(), help: 'say more' },
} as const satisfies OptionTable;

test('strings become numbers unless the option is a string', () => {
  const values = [
    readValue(table.lines, '3'),
    readValue(table.lines, '1e3'),
    readValue(table.lines, '0x10'),
    readValue(table.lines, ''),
    readValue(table.file, '3'),
    readValue(table.kind, 'fancy'),
  ];
  expect(values).toEqual([3, 1000, '0x10', '', '3', 'fancy']);
});

test('options that are out of range or unknown are refused by name', () => {
  expect(checkValues(table, { lines: 3, loud: true })).toEqual({ lines: 3, loud: true });
  expect(() => checkValues(table, { lines: 0 })).toThrow(
    '--lines must be a whole number of at least 1, got 0',
  );
  expect(() => checkValues(table, { lines: 0 }, (name) => `file: ${name}`)).toThrow('file: lines');
  expect(() => checkValues(table, { line: 1 })).toThrow(
    '--line must be one of the options that --help lists (did you mean lines?), got 1',
  );
});

test('defaults apply only where an option has an effect, in the order of the table', () => {
  expect(withDefaults(table, {})).toEqual({ kind: 'plain' });
  const filled = withDefaults(table, { file: 'a', kind: 'fancy', loud: undefined });
  expect(filled).toEqual({ kind: 'fancy', file: 'a', grade: 2, lines: 10, twice: 20 });
  expect(Object.keys(filled)).toEqual(['kind', 'file', 'grade', 'lines', 'twice']);
  expect(pick({ loud: 1, kind: 1 }, filled)).toEqual({ kind: 'fancy' });
});

test('options without effect are refused', () => {
  const check = (given: object) => () => {
    checkNeeds(table, given as Chosen, withDefaults(table, given));
  };
  expect(check({ grade: 1, kind: 'fancy', file: 'a', lines: 1 })).not.toThrow();
  expect(check({ grade: 1 })).toThrow('--grade must be left out unless --kind is fancy, got 1');
  expect(check({ lines: 1 })).toThrow('--lines must be left out without --file, got 1');
});

test('errors of the library name options as the command line does', () => {
  const error = new ArgumentError('kind × count', 'be even', 3);
  expect(withFlags(table, error)).toMatchObject({
    message: '--kind × --lines must be even, got 3',
  });
  const folder = new ArgumentError('folder', 'be empty', 'x');
  expect(withFlags(table, folder, { folder: '--out' })).toMatchObject({ argument: '--out' });
  const flagged = new ArgumentError('--kind', 'be even', 3);
  expect(withFlags(table, flagged)).toBe(flagged);
  expect(withFlags(table, folder)).toMatchObject({ argument: 'folder' });
});

test('a command’s part of the table is in its order, with the command’s own changes', () => {
  const part = take(['rounds', 'seed', 'dataset'], { rounds: { default: 5, reason: 'slow' } });
  expect(Object.keys(part)).toEqual(['dataset', 'rounds', 'seed']);
  expect(withDefaults(part, {})).toEqual({ dataset: 'mnist-package', rounds: 5, seed: 1 });
});

test('a training plan has momentum only if it is more than 0', () => {
  const plan = { localEpochs: 1, batchSize: 'full', clientLearningRate: 0.1 } as const;
  expect(planOf({ ...plan, clientMomentum: 0 })).toEqual(plan);
  const optimizer = { kind: 'momentum', momentum: 0.9 };
  expect(planOf({ ...plan, clientMomentum: 0.9 })).toEqual({ ...plan, optimizer });
});

test('a training plan hides examples if their gradients are clipped', () => {
  const plan = { localEpochs: 1, batchSize: 'full', clientLearningRate: 0.1 } as const;
  const given = { ...plan, clientMomentum: 0, exampleClip: 2, exampleNoiseMultiplier: 1.5 };
  expect(planOf(given)).toEqual({ ...plan, examplePrivacy: { clip: 2, noiseMultiplier: 1.5 } });
});
