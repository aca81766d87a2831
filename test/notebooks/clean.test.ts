import { basename, join, relative } from 'node:path';
import {
  type LooseNotebook,
  chart,
  check,
  cleanChapter,
  put,
  shown,
  stream,
  text,
  tidied,
} from '../support/cleanNotebook';
import { notebookFiles } from '../support/notebook';
import { noPython, projectPython, pythonTest } from '../support/python';
import { root } from '../support/setup';
import { withTemporaryFolder } from '../support/temporaryFolder';

const there = projectPython() !== undefined;
const files = notebookFiles();
const found = there ? check(files) : [];

(there ? test : test.skip).each(files.map((file) => relative(root, file)))(
  `%s keeps to the rules of form${there ? '' : ` [skipped: ${noPython}]`}`,
  (file) => {
    expect(found.filter((line) => line.startsWith(`${file}:`))).toEqual([]);
  },
);

/** What is done to a clean chapter's file, and what is said about it. */
const breaks: Record<string, [(text: string) => string, expected: RegExp]> = {
  'a code cell edited after it ran': [
    (file) => file.replace('console.log(3);', 'console.log(33);'),
    /the notebook: the outputs are those of the code .*; got the outputs are of other code/,
  ],
  'keys in another order': [
    (file) =>
      file.replace('"nbformat": 4,\n "nbformat_minor": 5', '"nbformat_minor": 5,\n "nbformat": 4'),
    /the file is written as npm run notebooks -- --write does; got line \d+/,
  ],
  'no newline at the end': [(file) => file.trimEnd(), /the file is written as/],
};

/** What is done to a clean chapter before it is written tidily, and what is said about it. */
const faults: Record<string, [(notebook: LooseNotebook) => void, expected: RegExp]> = {
  'a long line': [
    ({ cells }) => (cells[4].source = `// ${'x'.repeat(98)}`),
    /: cell 4, `\/\/ x+`: lines of code have at most 100 characters; got 101 characters/,
  ],
  'a long line in a block of code in a text': [
    ({ cells }) => (cells[16].source = `## Summary\n\n\`\`\`\n${'y'.repeat(101)}\n\`\`\``),
    /text after cell 15, `## Summary`: .*got 101 characters/,
  ],
  'a tall cell': [
    ({ cells }) => (cells[2].source = Array.from({ length: 26 }, () => 'f();').join('\n')),
    /cell 2, `f\(\);`: a code cell has at most 25 lines; got 26 lines/,
  ],
  'tall cells as a rule': [
    ({ cells }) => {
      cells.slice(1, 10).forEach((cell) => (cell.source += '\n1;'.repeat(8)));
    },
    /half of the code cells have at most 8 lines; got 9 lines/,
  ],
  'too few cells': [
    ({ cells }) => cells.splice(15, 1),
    /a chapter has 15 to 25 code cells; got 14 code cells/,
  ],
  'no word on what comes of it': [
    ({ cells }) => (cells[0].source = '# 1\n\nRunning all cells takes a minute.'),
    /it opens with .*; got it does not say what you will have/,
  ],
  'no word on how long it takes': [
    ({ cells }) => (cells[0].source = '# 1\n\nAt the end you will know.'),
    /it opens with .*; got no sentence says how long/,
  ],
  'no exercises': [({ cells }) => cells.pop(), /ends with Summary and Exercises.*got it ends with/],
  'no seed': [({ cells }) => (cells[1].source = 'const sed = 1;'), /its seed stands in a cell/],
  'cells run out of order': [
    ({ cells }) => (cells[5].execution_count = 17),
    /cell 5, .*it was executed in order.*got it was run as number 17/,
  ],
  'an error output': [
    ({ cells }) => cells[3].outputs!.push(stream('TypeError: no\n', 'stderr')),
    /cell 3, .*no output is an error.*got TypeError: no/,
  ],
  'a false sentence': [
    ({ cells }) =>
      cells[3].outputs!.push(shown({ 'text/plain': 'Not so.' }, { federated: { claim: false } })),
    /got the sentence does not hold: Not so\./,
  ],
  'a skipped cell': [
    ({ cells }) =>
      cells[3].outputs!.push(shown({ 'text/plain': 'Skipped.' }, { federated: { skipped: 'X' } })),
    /cell 3, .*got Skipped\./,
  ],
  'a warning': [
    ({ cells }) => (cells[3].outputs = [stream('(node:12) DeprecationWarning: old\n')]),
    /no output holds warnings.*DeprecationWarning/,
  ],
  'a chart without a picture': [
    ({ cells }) =>
      delete Object.assign(cells[3], { outputs: [chart([1])] }).outputs[0].data!['image/svg+xml'],
    /cell 3, .*a chart without a still picture/,
  ],
  'a folder of the machine': [
    ({ cells }) => (cells[3].outputs = [stream('in /home/' + 'ada/course\n')]),
    /nothing names a folder or a version of the machine; got \/home\/ada/,
  ],
  'a version of the machine': [
    ({ cells }) => (cells[3].outputs = [stream('node v20.1.2\n')]),
    /got node v20\.1\.2/,
  ],
  'a large file': [
    ({ cells }) => (cells[3].outputs = [stream('a line\n'.repeat(220_000))]),
    /a file has at most 1,500,000 bytes; got \d,\d{3},\d{3} bytes/,
  ],
};

/** Noise that tools leave in a file; it is put into the tidy text, which `tidy` would clean. */
const noise: Record<string, [(notebook: LooseNotebook) => void, expected: RegExp]> = {
  'metadata of a run': [
    ({ cells }) =>
      (cells[3].metadata = { execution: { 'iopub.status.idle': '2026' }, collapsed: true }),
    /cell 3, .*metadata hold only what an author sets; got collapsed, execution/,
  ],
  'metadata of an editor': [
    ({ metadata }) => (metadata.vscode = {}),
    /the notebook: metadata hold only what an author sets; got vscode/,
  ],
  "a kernel's version": [
    ({ metadata }) => ((metadata.language_info as { version?: string }).version = '3.7.2'),
    /the file is written as npm run notebooks -- --write does/,
  ],
  'a PNG beside the picture': [
    ({ cells }) => (cells[4].outputs![0].data!['image/png'] = 'iVBORw0='),
    /cell 4, .*a chart has one still picture; got a picture as image\/svg\+xml and as image\/png/,
  ],
};

pythonTest(
  'each rule names the file, the cell, its first line, the rule and the value',
  async () => {
    await withTemporaryFolder(async (folder) => {
      const clean = cleanChapter();
      clean.cells[4].outputs = [chart([1, 2])];
      const faulty = Object.values(faults).map(([damage]) => {
        const notebook = cleanChapter();
        damage(notebook);
        return notebook;
      });
      const [text, ...texts] = await tidied([clean, ...faulty]);
      const damaged = Object.values(breaks).map(([damage]) => damage(text));
      const noisy = Object.values(noise).map(([damage]) => {
        const notebook = JSON.parse(text) as LooseNotebook;
        damage(notebook);
        return `${JSON.stringify(notebook, null, 1)}\n`;
      });
      const contents = [text, ...texts, ...damaged, ...noisy];
      const cases = Object.entries({ ...faults, ...breaks, ...noise }).map(([name, [, rule]]) => ({
        name,
        rule,
      }));
      const paths = contents.map((content, i) => {
        const file = join(folder, `${String(i).padStart(2, '0')}-case.ipynb`);
        put(file, content);
        return file;
      });
      const said = check(paths);
      const [none, ...each] = paths.map((path) =>
        said.filter((line) => line.includes(basename(path))),
      );
      expect(none).toEqual([]);
      cases.forEach(({ name, rule }, i) => {
        expect([name, ...each[i]].join('\n')).toMatch(rule);
      });
    });
  },
);

pythonTest('a file that is no notebook is named', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, '01-broken.ipynb');
    put(file, '{');
    expect(check([file]).join()).toMatch(/01-broken\.ipynb: /);
    return Promise.resolve();
  });
});

/** Changes of a second execution, and what is said about them; nothing where they may vary. */
const reruns: Record<string, [(notebook: LooseNotebook) => void, expected: RegExp | undefined]> = {
  'the same': [() => undefined, undefined],
  'a text': [
    ({ cells }) => (cells[2].outputs = [stream('fast 0.50\n')]),
    /cell 2, .*executed again, it shows the same; got 'fast 0\.50', not 'slow 0\.50'/,
  ],
  'a decimal in its last place': [
    ({ cells }) => (cells[2].outputs = [stream('slow 0.51\n')]),
    undefined,
  ],
  'a decimal beyond it': [
    ({ cells }) => (cells[2].outputs = [stream('slow 0.53\n')]),
    /got 0\.53, not 0\.50/,
  ],
  'a whole number': [({ cells }) => (cells[3].outputs = [stream('201\n')]), /got 201, not 200/],
  'another kind of output': [
    ({ cells }) => (cells[3].outputs = [shown({ 'text/plain': '200' })]),
    /got outputs \['text\/plain'\], not \['stdout'\]/,
  ],
  'a point of a chart, in the last bits': [
    ({ cells }) => (cells[4].outputs = [chart([1, 2.5000001])]),
    undefined,
  ],
  'a point of a chart': [
    ({ cells }) => (cells[4].outputs = [chart([1, 2.6])]),
    /got chart\.data\[0\]\.y\[1\] is 2\.6, not 2\.5/,
  ],
  'a time': [({ cells }) => (cells[5].outputs = [stream('done in 7.2 s\n')]), undefined],
  'a column of times': [
    ({ cells }) =>
      (cells[6].outputs = [shown({ 'text/plain': 'n  time (s)\n-  --------\n1      3.14' })]),
    undefined,
  ],
  'what a cell marked so shows': [({ cells }) => (cells[7].outputs = []), undefined],
  'a sentence that no longer holds': [
    ({ cells }) => (cells[8].outputs![0].metadata = { federated: { claim: false } }),
    /got marks .*false/,
  ],
};

pythonTest('a second execution is compared by kinds, texts and numbers', async () => {
  await withTemporaryFolder(async (folder) => {
    const stored = (): LooseNotebook => {
      const notebook = cleanChapter();
      const { cells } = notebook;
      cells[2].outputs = [stream('slow 0.50\n')];
      cells[3].outputs = [stream('200\n')];
      cells[4].outputs = [chart([1, 2.5])];
      cells[5].outputs = [stream('done in 12.5 s\n')];
      cells[6].outputs = [shown({ 'text/plain': 'n  time (s)\n-  --------\n1     12.50' })];
      cells[7].metadata = { tags: ['varies'] };
      cells[8].outputs = [shown({ 'text/plain': 'So.' }, { federated: { claim: true } })];
      cells.push(text('end', 'end'));
      return notebook;
    };
    const again = Object.values(reruns).map(([change]) => {
      const notebook = stored();
      change(notebook);
      return notebook;
    });
    const [text0, ...texts] = await tidied([stored(), ...again]);
    const names = texts.map((_, i) => `${String(i).padStart(2, '0')}-case.ipynb`);
    names.forEach((name, i) => {
      put(join(folder, 'stored', name), text0);
      put(join(folder, 'again', name), texts[i]);
    });
    const paths = names.map((name) => join(folder, 'stored', name));
    const lines = check(paths, ['--executed', join(folder, 'again')]);
    Object.entries(reruns).forEach(([name, [, rule]], i) => {
      const own = lines.filter((line) => line.includes(names[i]));
      if (rule === undefined) expect([name, own]).toEqual([name, []]);
      else expect([name, ...own].join('\n')).toMatch(rule);
    });
  });
});
