/** Makes a chapter of the book run in its page. */
import { beside } from '../../../platform/browser/beside';
import { createBar, saveFile } from './bar';
import { drawSvg } from './charts';
import { createCellQueue } from './cellQueue';
import { connectKernel } from './kernel';
import { type LiveCell, liveCell } from './liveCell';
import type { FromKernel } from '../messages';

/** How long a kernel may take to answer an interruption before the reader is offered force. */
const patienceMilliseconds = 2000;

const sizeLine = /^const small = (?:true|false)/m;

/** @param host the element with the button, which becomes the bar with the controls */
export function start(host: HTMLElement): void {
  const places = [...document.querySelectorAll<HTMLElement>('div.cell')].filter((cell) =>
    cell.querySelector('.cell_input pre'),
  );
  let ready = false;
  let count = 0;
  let begin = 0;
  let bytes = 0;
  let patience: ReturnType<typeof setTimeout> | undefined;
  let forced = false;
  const outputs = new Map<number, { replace(bundle: Readonly<Record<string, unknown>>): void }>();

  let editorLoading: Promise<typeof import('./editor.js').createEditor> | undefined;
  const loadEditor = (): Promise<typeof import('./editor.js').createEditor> => {
    editorLoading ??= (
      import(beside('live-editor.js')) as Promise<typeof import('./editor.js')>
    ).then(({ createEditor }) => createEditor);
    return editorLoading;
  };

  const cells: LiveCell[] = places.map((place, i) =>
    liveCell(
      place,
      i + 1,
      {
        run: () => {
          runCells([i]);
        },
        runToHere: () => {
          runCells(Array.from({ length: i + 1 }, (_, cell) => cell));
        },
        runAndGoOn: () => {
          runCells([i]);
          cells.at(i + 1)?.focus();
        },
      },
      loadEditor,
    ),
  );
  const sized = cells.find((cell) => sizeLine.test(cell.source()));

  const queue = createCellQueue((cell) => {
    begin = performance.now();
    forced = false;
    cells[cell].output.begin();
    cells[cell].setState('running', 'running');
    bar.setRunning(true, false);
    bar.say(`Cell ${cell + 1} of ${cells.length} runs.`);
    kernel.send({ type: 'run', count: ++count, source: cells[cell].source() });
  });

  function runCells(wanted: readonly number[]): void {
    for (const cell of wanted) if (cell !== queue.running) cells[cell].setState('waiting', 'waits');
    if (ready) queue.add(wanted);
    else early.push(...wanted);
  }
  /** Cells that the reader wants before the kernel is there. */
  const early: number[] = [];

  function dropped(waiting: readonly number[]): void {
    for (const cell of waiting) cells[cell].setState('idle', '');
  }

  function restart(sentence: string): void {
    clearTimeout(patience);
    const { running } = queue;
    if (running !== undefined) {
      cells[running].output.end();
      cells[running].setState('failed', 'ended');
    }
    dropped([...queue.clear(), ...early.splice(0)]);
    for (const cell of cells) if (cell !== cells[running ?? -1]) cell.setState('idle', '');
    ready = false;
    count = 0;
    outputs.clear();
    bar.setFiles([]);
    bar.setRunning(false, false);
    bar.say(sentence);
    kernel.start();
  }

  const bar = createBar(host, {
    runAll: () => {
      runCells(cells.map((_, cell) => cell));
    },
    interrupt: () => {
      if (forced) {
        restart('The cell was ended by force. All variables are gone: run the cells again.');
        return;
      }
      bar.say('Interrupting: training ends after the round that runs.');
      kernel.send({ type: 'interrupt' });
      patience = setTimeout(() => {
        forced = true;
        bar.setRunning(true, true);
        bar.say('The cell does not answer. Ended by force, it takes all variables with it.');
      }, patienceMilliseconds);
    },
    restart: () => {
      restart('Started anew. All variables are gone.');
    },
    setSmall:
      sized &&
      ((small) => {
        sized.setSource(sized.source().replace(sizeLine, `const small = ${small}`));
      }),
    download: (path) => {
      kernel.send({ type: 'read', path });
    },
  });

  function receive(message: FromKernel): void {
    const running = queue.running === undefined ? undefined : cells[queue.running];
    switch (message.type) {
      case 'loaded':
        bytes += message.bytes;
        if (!ready) bar.tick(`${(bytes / 1e6).toFixed(1)} MB so far`);
        break;
      case 'ready':
        ready = true;
        bar.say(
          `Ready, on ${message.threads > 1 ? `up to ${message.threads} threads` : oneThread}.`,
        );
        queue.add(early.splice(0));
        break;
      case 'unable':
        dropped([...queue.clear(), ...early.splice(0)]);
        bar.setRunning(false, false);
        bar.say(`This page cannot run cells: ${message.reason}`);
        break;
      case 'stream':
        running?.output.print(message.name, message.text);
        break;
      case 'display':
        if (running) outputs.set(message.output, running.output.show(message.bundle));
        break;
      case 'replace':
        outputs.get(message.output)?.replace(message.bundle);
        break;
      case 'draw':
        drawSvg(message.figure).then(
          (svg) => {
            kernel.send({ type: 'drawn', id: message.id, svg });
          },
          (error: unknown) => {
            kernel.send({ type: 'drawn', id: message.id, error: String(error) });
          },
        );
        break;
      case 'interrupting':
        clearTimeout(patience);
        break;
      case 'file':
        saveFile(message.path, message.content);
        break;
      case 'ended':
        ended(message);
    }
  }

  function ended({
    count: number,
    seconds,
    bundle,
    failure,
    files,
  }: Extract<FromKernel, { type: 'ended' }>): void {
    const cell = queue.running;
    if (cell === undefined || number !== count) return;
    clearTimeout(patience);
    const { output, setState } = cells[cell];
    if (bundle) output.show(bundle);
    if (failure) output.fail(failure);
    output.end();
    setState(failure ? 'failed' : 'done', `[${number}] ${seconds.toFixed(1)} s`);
    bar.setFiles(files);
    bar.setRunning(false, false);
    if (failure) {
      const what = failure.name === 'InterruptedError' ? 'was interrupted' : 'failed';
      bar.say(`Cell ${cell + 1} ${what}; cells that waited were not run.`);
    } else if (queue.waiting.length === 0) {
      bar.say(`Cell ${cell + 1} has run.`);
    }
    dropped(queue.ended(!failure));
  }

  setInterval(() => {
    if (queue.running === undefined) return;
    bar.tick(`${((performance.now() - begin) / 1000).toFixed(0)} s`);
  }, 1000);

  const kernel = connectKernel(new URL(beside('live-kernel.js')), receive);
  bar.say('Loading the library …');
  kernel.start();
  cells[0]?.setState('idle', '');
}

const oneThread =
  'one thread: the server does not send the headers that let a page use more (npm run book -- --live --serve does)';
