import { basename, dirname } from 'node:path';
import { notebookFiles } from '../support/notebook';
import { testNotebook } from './testNotebook';

/* Beside the chapters' tests, which run at the same time. */
notebookFiles()
  .filter((file) => basename(dirname(file)) === 'solutions')
  .forEach(testNotebook);
