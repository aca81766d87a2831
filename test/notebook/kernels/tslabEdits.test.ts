import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

interface Edit {
  readonly file: string;
  readonly why: string;
  readonly from: string;
}

interface TslabEdits {
  readonly edits: readonly Edit[];
  readonly edited: (file: string, source: string) => string;
  readonly occurrences: (source: string, text: string) => number;
}

const launcher = resolve(__dirname, '../../../src/notebook/kernels/launcher');
const { edits, edited, occurrences } = jest.requireActual<TslabEdits>(
  join(launcher, 'tslabEdits.cjs'),
);
const { installedVersion, knownVersion } = jest.requireActual<{
  readonly installedVersion: () => string;
  readonly knownVersion: string;
}>(join(launcher, 'loadTslab.cjs'));

const dist = join(dirname(require.resolve('tslab/package.json')), 'dist');
const source = (file: string): string => readFileSync(join(dist, file), 'utf8');

test('the installed tslab is the version that the launcher knows', () => {
  expect(installedVersion()).toBe(knownVersion);
  expect(knownVersion).toBe('1.0.22');
});

test.each(edits.map((edit) => [edit.file, edit.why, edit]))(
  'the edit of %s applies exactly once: %s',
  (file, _, { from }) => {
    expect(occurrences(source(file), from)).toBe(1);
  },
);

test('an edit whose text is missing, or there twice, is an error that names it', () => {
  const text = source('converter.js');
  const { from, why } = edits.find(({ file }) => file === 'converter.js')!;
  const expected = `must hold the text of the edit "${why}" once, got`;
  expect(() => edited('converter.js', text.replace(from, ''))).toThrow(`${expected} 0 times`);
  expect(() => edited('converter.js', text + from)).toThrow(`${expected} 2 times`);
});

test('other files of tslab stay as they are', () => {
  expect(edited('main.js', source('main.js'))).toBe(source('main.js'));
});
