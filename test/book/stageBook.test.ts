import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesIn } from '../../src/book/folderFiles';
import { stageBook } from '../../src/book/stageBook';
import { withTemporaryFolder } from '../support/temporaryFolder';

const cell = (source: string): object => ({ cell_type: 'markdown', source: [source] });

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const notebook = (...sources: string[]): string =>
  JSON.stringify({ cells: sources.map(cell), nbformat: 4 });

const book = {
  'notebooks/index.md':
    '# Book\n\n## Chapters\n\n[1](01-one.ipynb)\n\n## Rest\n\n[s](solutions/01-one.ipynb) [g](glossary.md) [r](../src/index.ts)\n',
  'notebooks/glossary.md': '### Round\n\nOne exchange.\n',
  'notebooks/references.bib': '@misc{x2020,\n  url = {https://x.org},\n}\n',
  'notebooks/01-one.ipynb': notebook('# 1\n\nA round of X ([2020](https://x.org)).'),
  'notebooks/solutions/01-one.ipynb': notebook('Rounds.'),
  'library/core/index.d.ts': '/** Numbers. */\nexport {};\n',
  'api/index.md': '# federated\n',
  'api/federated/namespaces/core.md': '# core\n',
};

const inFolder = (folder: string): Parameters<typeof stageBook>[0] => ({
  notebooks: join(folder, 'notebooks'),
  api: join(folder, 'api'),
  library: join(folder, 'library'),
  target: join(folder, 'pages'),
});

test('pictures of a notebook’s text come along; one that is missing is named', () =>
  withTemporaryFolder((folder) => {
    write(folder, {
      ...book,
      'notebooks/01-one.ipynb': notebook('![A dot](images/dot.png) and ![not here](https://x.org)'),
      'notebooks/solutions/01-one.ipynb': notebook('![The same](../images/dot.png)'),
    });
    const picture = join(folder, 'notebooks', 'images', 'dot.png');
    expect(() => stageBook(inFolder(folder))).toThrow(`${picture}: cannot be read`);
    write(folder, { 'notebooks/images/dot.png': 'dot' });
    stageBook(inFolder(folder));
    expect(readFileSync(join(folder, 'pages', 'images', 'dot.png'), 'utf8')).toBe('dot');
  }));

test('the pages of the book are written; a page that has not changed is not touched', () =>
  withTemporaryFolder((folder) => {
    write(folder, { ...book, 'pages/gone.md': '' });
    const options = inFolder(folder);
    const pages = ['index', '01-one', 'solutions/01-one', 'glossary', 'api/index'];
    expect(stageBook(options)).toEqual([...pages, 'api/federated/namespaces/core']);
    expect(filesIn(options.target)).toEqual([
      '01-one.ipynb',
      'api/federated/namespaces/core.md',
      'api/index.md',
      'glossary.md',
      'index.md',
      'references.bib',
      'solutions/01-one.ipynb',
    ]);
    const staged = (path: string): string => readFileSync(join(options.target, path), 'utf8');
    expect(staged('01-one.ipynb')).toContain(
      'A [round](glossary.md#round){.term} of X ({cite:year}`x2020`).',
    );
    expect(staged('solutions/01-one.ipynb')).toContain('[Rounds](../glossary.md#round)');
    expect(staged('index.md')).toContain(':caption: Chapters\n\n01-one\n');

    const long = new Date(2020, 1);
    const at = (path: string): number => statSync(join(options.target, path)).mtimeMs;
    for (const path of ['01-one.ipynb', 'glossary.md']) {
      utimesSync(join(options.target, path), long, long);
    }
    write(folder, { 'notebooks/glossary.md': '### Round\n\nAn exchange.\n' });
    stageBook(options);
    expect(at('01-one.ipynb')).toBe(long.getTime());
    expect(at('glossary.md')).toBeGreaterThan(long.getTime());
  }));

test('a link of the start page to a page that is not there is refused', () =>
  withTemporaryFolder((folder) => {
    write(folder, { ...book, 'notebooks/index.md': '## A\n\n[x](missing.ipynb)\n' });
    const options = inFolder(folder);
    expect(() => stageBook(options)).toThrow(
      'index.md: links to missing, which is neither a notebook nor a page',
    );
  }));

test('a notebook without cells is refused by its name', () =>
  withTemporaryFolder((folder) => {
    write(folder, { ...book, 'notebooks/01-one.ipynb': '{"worksheets": []}' });
    const options = inFolder(folder);
    expect(() => stageBook(options)).toThrow('01-one.ipynb: must hold a list of cells');
  }));
