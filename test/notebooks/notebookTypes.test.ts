import { join } from 'node:path';
import { withNotebookFolder, writeNotebook } from '../support/notebook';
import { notebookTypeProblems } from '../support/notebookTypes';

test('a type error in a notebook is found in its cell, across cells', async () => {
  await withNotebookFolder((folder) => {
    const file = join(folder, 'wrong.ipynb');
    writeNotebook(file, [
      `import { join } from 'node:path';\nconst path: string = join('a', 'b');`,
      `await Promise.resolve();\nconst size: number = path;`,
    ]);
    expect(notebookTypeProblems([file])).toEqual([
      `cell 2 line 2: Type 'string' is not assignable to type 'number'.`,
    ]);
    return Promise.resolve();
  });
});
