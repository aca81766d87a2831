import { dirname, join } from '../platform/paths';
import { joined } from './notebookFile';
import type { NotebookFile } from './notebookFile';

/** The files of the pictures that a notebook's text shows, as paths in the folder of the notebooks. */
export function pagePictures(notebook: NotebookFile, page: string): string[] {
  return notebook.cells
    .filter(({ cell_type: type }) => type === 'markdown')
    .flatMap(({ source }) => [...joined(source).matchAll(/!\[[^\]]*\]\(([^)\s:]+)\)/g)])
    .map(([, path]) => join(dirname(page), path));
}
