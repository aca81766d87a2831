import { basename, dirname, join } from 'node:path';
import { joined, notebookFiles, readNotebook } from '../support/notebook';
import type { Notebook } from '../support/notebook';
import { testNotebook } from './testNotebook';

const markdown = ({ cells }: Notebook): string =>
  cells
    .filter(({ cell_type }) => cell_type === 'markdown')
    .map(({ source }) => joined(source))
    .join('\n\n');

/** The numbers of the exercises at a chapter's end. */
function exercises(notebook: Notebook): string[] {
  const [, list = ''] = markdown(notebook).split(/^## Exercises$/m);
  return Array.from(list.matchAll(/^(\d+)\. /gm), ([, number]) => number);
}

const solutionsOf = (file: string): string => join(dirname(file), 'solutions', basename(file));

test('there is a first chapter', () => {
  expect(notebookFiles().map((file) => basename(file))[0]).toMatch(/^01-/);
});

const chapters = notebookFiles().filter((file) => basename(dirname(file)) === 'notebooks');

test.each(chapters.map((file) => [basename(file), file]))(
  'every exercise of %s has a solution under a heading of its own, and is linked to it',
  (name, file) => {
    const chapter = readNotebook(file);
    const numbers = exercises(chapter);
    if (/^\d/.test(name)) expect(numbers.length).toBeGreaterThan(2);
    if (numbers.length === 0) return;
    expect(markdown(chapter)).toContain(`](solutions/${name})`);
    const solved = markdown(readNotebook(solutionsOf(file)));
    const headings = Array.from(solved.matchAll(/^## (\d+)\. /gm), ([, number]) => number);
    expect(headings).toEqual(numbers);
  },
);

chapters.forEach(testNotebook);
