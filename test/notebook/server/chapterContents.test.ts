import {
  type LooseNotebook,
  chart,
  cleanChapter,
  stream,
  tidied,
} from '../../support/cleanNotebook';
import { pythonTest, runPython } from '../../support/python';

/** A chapter's file, as the course has it. */
async function chapterFile(): Promise<string> {
  const notebook = cleanChapter();
  notebook.cells[4].outputs = [chart([1, 2])];
  return (await tidied([notebook]))[0];
}

/** What JupyterLab has in memory after it opened the file: texts and code are no lists of lines. */
function opened(file: string): LooseNotebook {
  const notebook = JSON.parse(file) as LooseNotebook;
  const join = (value: unknown): string =>
    Array.isArray(value) ? value.join('') : (value as string);
  for (const cell of notebook.cells) {
    cell.source = join(cell.source);
    for (const output of cell.outputs ?? []) if (output.text) output.text = join(output.text);
  }
  return notebook;
}

/** The files that the lab writes for what is sent. */
async function saved(sent: readonly LooseNotebook[], file: string): Promise<string[]> {
  const pairs = JSON.stringify(sent.map((notebook) => [notebook, file]));
  return JSON.parse(await runPython('savedNotebooks.py', pairs)) as string[];
}

/** What JupyterLab and its extensions add to a notebook without being asked. */
const noise: Record<string, (notebook: LooseNotebook) => void> = {
  nothing: () => undefined,
  "the kernel's version": ({ metadata }) => {
    (metadata.language_info as { version?: string }).version = '3.7.2';
    (metadata.kernelspec as { display_name?: string }).display_name = 'TypeScript (tslab)';
  },
  'marks of trust': ({ cells }) => {
    for (const cell of cells) cell.metadata.trusted = true;
  },
  'times of execution': ({ cells }) => {
    for (const cell of cells) cell.metadata.execution = { 'iopub.execute_input': '2026-01-01' };
  },
  'what is folded and scrolled': ({ cells }) => {
    cells[2].metadata = { collapsed: true, scrolled: true, jupyter: { outputs_hidden: true } };
  },
  'what the side panel writes': ({ cells }) => {
    cells[2].metadata = { editable: true, slideshow: { slide_type: '' }, tags: [] };
  },
  'metadata of the notebook': ({ metadata }) => {
    metadata.widgets = {};
    metadata['toc-autonumbering'] = false;
  },
  'a PNG of a chart': ({ cells }) => {
    cells[4].outputs![0].data!['image/png'] = 'iVBORw0KGgo=';
  },
  'an older format': (notebook) => {
    notebook.nbformat_minor = 4;
  },
  'the mark of cells that wait': ({ cells, metadata }) => {
    metadata.federatedWaiting = [cells[3].id, cells[4].id];
    for (const cell of cells.slice(3, 5))
      Object.assign(cell, { outputs: [], execution_count: null });
  },
};

pythonTest('what JupyterLab adds by itself is not written', async () => {
  const file = await chapterFile();
  const sent = Object.values(noise).map((add) => {
    const notebook = opened(file);
    add(notebook);
    return notebook;
  });
  const texts = await saved(sent, file);
  Object.keys(noise).forEach((name, i) => {
    expect(`${name}\n${texts[i]}`).toBe(`${name}\n${file}`);
  });
});

pythonTest('what the reader changes is written, and nothing else', async () => {
  const file = await chapterFile();
  const notebook = opened(file);
  notebook.cells[3].source = 'console.log(33);';
  notebook.cells[3].outputs = [stream('33\n')];
  notebook.cells[5].metadata = { tags: ['mine'], slideshow: { slide_type: 'slide' } };
  const [text] = await saved([notebook], file);
  const [before, after] = [file, text].map((it) => JSON.parse(it) as LooseNotebook);
  expect(after.cells[3]).toMatchObject({ source: ['console.log(33);'] });
  expect(after.cells[3].outputs).toMatchObject([{ text: ['33\n'] }]);
  expect(after.cells[5].metadata).toEqual(notebook.cells[5].metadata);
  const others = ({ cells }: LooseNotebook): object[] =>
    cells.filter((_, i) => ![3, 5].includes(i));
  expect(others(after)).toEqual(others(before));
  expect(after.metadata).toEqual(before.metadata);
});

pythonTest('a waiting cell that was edited does not keep the outputs of its old code', async () => {
  const file = await chapterFile();
  const notebook = opened(file);
  const edited = notebook.cells[3];
  notebook.metadata.federatedWaiting = [edited.id];
  Object.assign(edited, { source: 'other();', outputs: [], execution_count: null });
  const [text] = await saved([notebook], file);
  expect((JSON.parse(text) as LooseNotebook).cells[3].outputs).toEqual([]);
});

pythonTest("a notebook of another kernel is written as JupyterLab's", async () => {
  const notebook = opened(await chapterFile());
  notebook.metadata = { kernelspec: { name: 'python3', display_name: 'Python' }, mine: 1 };
  notebook.cells[2].metadata = { collapsed: true };
  const [text] = await saved([notebook], await chapterFile());
  const { cells, metadata } = JSON.parse(text) as LooseNotebook;
  expect(metadata).toEqual(notebook.metadata);
  expect(cells[2].metadata).toEqual({ collapsed: true });
});
