import { existsSync, readFileSync } from '../platform/files';
import { basename, join } from '../platform/paths';
import { DataError } from '../core/errors';
import { whileReading } from '../core/systemError';
import { apiIndex, apiPage, roomPurpose } from './apiPages';
import { cite, worksByAddress } from './citations';
import { bookParts, withBookLinks, withContents } from './contents';
import { inlinePictures } from './diagram';
import { filesIn, replaceFolder } from './folderFiles';
import { parseGlossary, type Term, termLinker } from './glossary';
import { type LiveFacts, withLiveTables } from './live/liveTables';
import { joined, readNotebookFile, withOutputsOf } from './notebookFile';
import { pageNumber } from './pageName';
import { pagePictures } from './pagePictures';
import { stagedNotebook } from './stagedNotebook';

export interface StageBookOptions {
  /** The folder of the chapters, with `index.md`, `glossary.md` and `references.bib`. */
  readonly notebooks: string;
  /** The folder in which TypeDoc wrote its pages. */
  readonly api: string;
  /** The folder of the library's declarations, from which these were made. */
  readonly library: string;
  /** The folder for the pages from which Sphinx makes the book. */
  readonly target: string;
  /** Notebooks that were executed elsewhere: path in `notebooks` -> file. */
  readonly executed?: Readonly<Record<string, string>>;
  /** What a page on chapters that run in their pages tells in tables. */
  readonly live?: LiveFacts;
}

/**
 * Writes the pages of the book, from which Sphinx makes the site: the notebooks with their outputs, the
 * pages of text beside them, and the reference. Returns the paths of all pages, without an ending.
 */
export function stageBook(options: StageBookOptions): string[] {
  const { notebooks, target, executed = {}, live } = options;
  const text = (path: string): string => readFileSync(join(notebooks, path), 'utf8');
  const index = withBookLinks(text('index.md'));
  const parts = bookParts(index);
  const terms = parseGlossary(text('glossary.md'));
  const works = worksByAddress(text('references.bib'));
  const files = new Map<string, string | Uint8Array>();
  files.set('references.bib', text('references.bib'));
  files.set('index.md', withContents(inlinePictures(index, text), parts));

  const pages = parts.flatMap((part) => part.pages);
  for (const page of pages.filter((path) => `${path}.md` !== apiIndex)) {
    if (existsSync(join(notebooks, `${page}.ipynb`))) {
      const path = `${page}.ipynb`;
      files.set(path, stagedChapter(notebooks, path, { terms, works, executed }));
      for (const picture of pagePictures(readNotebookFile(join(notebooks, path)), path)) {
        const file = join(notebooks, picture);
        files.set(
          picture,
          whileReading(file, () => readFileSync(file)),
        );
      }
    } else if (existsSync(join(notebooks, `${page}.md`))) {
      const written = text(`${page}.md`);
      const whole = live ? withLiveTables(written, live) : written;
      files.set(`${page}.md`, inlinePictures(whole, text));
    } else {
      throw new DataError('index.md', `links to ${page}, which is neither a notebook nor a page`);
    }
  }

  const reference = referencePages(options);
  for (const [path, page] of reference) files.set(path, page);
  replaceFolder(target, files);
  const rooms = [...reference.keys()].filter((path) => path !== apiIndex);
  return ['index', ...pages, ...rooms.map((path) => path.replace(/\.md$/, ''))];
}

/** The pages of the reference by their paths in the book. */
function referencePages({ api, library }: StageBookOptions): Map<string, string> {
  const paths = filesIn(api).filter((path) => path.endsWith('.md'));
  const purposes = new Map(
    paths
      .filter((path) => `api/${path}` !== apiIndex)
      .map((path) => {
        const index = join(library, basename(path, '.md'), 'index.d.ts');
        return [`api/${path}`, roomPurpose(readFileSync(index, 'utf8'))];
      }),
  );
  return new Map(
    paths.map((path) => {
      const markdown = readFileSync(join(api, path), 'utf8');
      return [`api/${path}`, apiPage(markdown, `api/${path}`, purposes)];
    }),
  );
}

interface ChapterSources {
  readonly terms: readonly Term[];
  readonly works: ReadonlyMap<string, string>;
  readonly executed: Readonly<Record<string, string>>;
}

function stagedChapter(folder: string, path: string, sources: ChapterSources): string {
  const committed = readNotebookFile(join(folder, path));
  const file = sources.executed[path] as string | undefined;
  const notebook =
    file === undefined ? committed : withOutputsOf(committed, readNotebookFile(file));
  const up = '../'.repeat(path.split('/').length - 1);
  const texts = notebook.cells
    .filter(({ cell_type: type }) => type === 'markdown')
    .map(({ source }) => joined(source));
  const linkTerms = termLinker(sources.terms, `${up}glossary.md`, texts);
  const staged = stagedNotebook(notebook, {
    number: pageNumber(path),
    changeText: (markdown) => linkTerms(cite(markdown, sources.works)),
  });
  return JSON.stringify(staged);
}
