import { createFileMounts } from '../../../src/book/live/kernel/fileMounts';
import { loadModule } from '../../../src/book/live/kernel/modules';
import { createStreams, printInto } from '../../../src/book/live/kernel/streams';
import { writtenFiles } from '../../../src/book/live/kernel/writtenFiles';
import { createCellQueue } from '../../../src/book/live/page/cellQueue';

describe('modules', () => {
  const table = { a: () => ({ one: 1, two: 2 }), 'federated/plots': () => ({}) };

  test('are loaded by name, with the names that are wanted', async () => {
    expect(await loadModule(table, 'a', ['two'])).toEqual({ one: 1, two: 2 });
  });

  test.each([
    ['fs', [], "this page has no module 'fs'; cells can import a"],
    ['toString', [], "this page has no module 'toString'"],
    ['a', ['one', 'three'], "'a' has no three in this page"],
  ])('that are not there are named: %s %j', async (name, names, said) => {
    await expect(loadModule(table, name, names)).rejects.toThrow(said);
  });
});

describe('streams', () => {
  function recorded(): {
    sent: string[];
    write: (name: 'stdout' | 'stderr', text: string) => void;
    at: (time: number) => void;
    flush: () => void;
  } {
    const sent: string[] = [];
    let time = 0;
    const streams = createStreams(
      (name, text) => sent.push(`${name}: ${text}`),
      () => time,
    );
    return {
      sent,
      write: (name, text) => {
        streams.write(name, text);
      },
      flush: () => {
        streams.flush();
      },
      at: (next) => {
        time = next;
      },
    };
  }

  test('send the first text at once, merge what follows, and keep the order of both', () => {
    const { sent, write, at, flush } = recorded();
    write('stdout', 'a');
    write('stdout', 'b');
    write('stdout', 'c');
    expect(sent).toEqual(['stdout: a']);
    write('stderr', 'd');
    expect(sent).toEqual(['stdout: a', 'stdout: bc']);
    flush();
    at(100);
    write('stdout', 'e');
    expect(sent.slice(2)).toEqual(['stderr: d', 'stdout: e']);
  });

  test('send much text at once, also from code that never returns to the event loop', () => {
    const { sent, write } = recorded();
    for (let i = 0; i < 10; i++) write('stdout', 'x'.repeat(20_000));
    expect(sent.length).toBeGreaterThan(2);
  });

  test('take what a console prints', () => {
    const { sent, write, flush } = recorded();
    const console = {
      log: (...values: unknown[]) => values.length,
      warn: (...values: unknown[]) => values.length,
    };
    printInto(console, { write, flush }, (...values) => values.join(' '));
    console.log('a', 1);
    console.warn('b');
    flush();
    expect(sent).toEqual(['stdout: a 1\n', 'stderr: b\n']);
  });
});

test('files are loaded once, when a cell names them; a failed attempt is made again', async () => {
  const mounted: string[] = [];
  let answers = 0;
  const mounts = createFileMounts(
    [
      { named: 'results', files: { '/results/a': 'files/a' } },
      { named: 'other', files: { '/b': 'b' } },
    ],
    (address) =>
      ++answers === 1
        ? Promise.reject(new Error(`${address} is not there`))
        : Promise.resolve(new Uint8Array([1])),
    (path) => mounted.push(path),
  );
  await mounts.load('const x = 1;');
  expect(answers).toBe(0);
  await expect(mounts.load("read('results')")).rejects.toThrow('files/a is not there');
  await mounts.load("read('results')");
  await mounts.load("read('results')");
  expect([mounted, answers]).toEqual([['/results/a'], 2]);
});

test('the files that cells have written are listed, without what was there for them', () => {
  const entry = (parentPath: string, name: string, file = true) => ({
    parentPath,
    name,
    isFile: () => file,
  });
  const files = {
    readdirSync: () => [
      entry('/', 'a.txt'),
      entry('/', 'runs', false),
      entry('/runs', 'b.json'),
      entry('/packages/x', 'c'),
      entry('/results', 'd'),
    ],
    statSync: (path: string) => ({ size: path.length }),
  };
  expect(writtenFiles(files)).toEqual([
    { path: 'a.txt', bytes: 6 },
    { path: 'runs/b.json', bytes: 12 },
  ]);
});

test('cells run one after the other, each once; after a failure, those that wait are dropped', () => {
  const ran: number[] = [];
  const queue = createCellQueue((cell) => ran.push(cell));
  queue.add([0, 1, 2]);
  queue.add([2, 3]);
  expect([queue.running, queue.waiting]).toEqual([0, [1, 2, 3]]);
  expect(queue.ended(true)).toEqual([]);
  expect(queue.ended(false)).toEqual([2, 3]);
  expect([ran, queue.running]).toEqual([[0, 1], undefined]);
  queue.add([1, 4]);
  expect(queue.clear()).toEqual([4]);
  queue.add([5]);
  expect(ran).toEqual([0, 1, 1, 5]);
});
