import { basename } from 'node:path';
import { withSetup } from '../support/setup';

const chapters = withSetup('notebooks.mjs', 'it.chapters()') as string[];
const notebooks = (...names: string[]): string[] =>
  withSetup('notebooks.mjs', `it.notebooks(${JSON.stringify(names)})`) as string[];

test('each chapter is followed by the solutions of its exercises', () => {
  const all = notebooks();
  expect(all.filter((file) => !file.includes('solutions'))).toEqual(chapters);
  all.forEach((file, index) => {
    if (file.includes('solutions')) expect(all[index - 1]).toBe(basename(file));
  });
});

test('a chapter is chosen by its number', () => {
  expect(notebooks('2').map((file) => basename(file).slice(0, 3))).toContain('02-');
  expect(notebooks('2').every((file) => basename(file).startsWith('02-'))).toBe(true);
  expect(() => notebooks('99')).toThrow('notebooks/ has no chapter 99; its chapters: 01-');
});
