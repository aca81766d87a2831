import fc from 'fast-check';
import * as browser from '../../src/platform/browser/files';
import * as node from '../../src/platform/node/files';
import { withTemporaryFolder } from '../support/temporaryFolder';

/** The functions that both sides have, as far as this test calls them. */
type Files = typeof node;
const sides = (folder: string): readonly (readonly [Files, string])[] => [
  [browser as unknown as Files, browser.mkdtempSync('/tmp/files-')],
  [node, folder],
];

const plain = (bytes: Uint8Array): number[] => Array.from(bytes);
const path = fc.constantFrom('', '/a', '/b', '/a/c', '/a/c/d', '/b/e', '/a/./c', '//a');
const name = fc.constantFrom('/a', '/b', '/a/c', '/a/c/d', '/b/e');
const flags = fc.constantFrom('r', 'r+', 'w', 'w+', 'wx', 'a', 'a+', 'ax');
const content = fc.oneof(fc.uint8Array({ maxLength: 9 }), fc.string({ maxLength: 9 }));

/** What is done in a folder: gives the same on both sides, or throws the same code. */
type Action = (files: Files, folder: string) => unknown;

/** Below a file there is nothing: newer versions of Node.js say so, older ones throw an error. */
const isBelowFile = (error: unknown): boolean =>
  (error as { readonly code?: string }).code === 'ENOTDIR';

function statsIn(files: Files, at: string): ReturnType<Files['statSync']> | undefined {
  try {
    return files.statSync(at, { throwIfNoEntry: false });
  } catch (error) {
    if (isBelowFile(error)) return undefined;
    throw error;
  }
}

const listing =
  (at: string, recursive: boolean): Action =>
  (files, folder) =>
    files
      .readdirSync(folder + at, { recursive, withFileTypes: true })
      .map((entry) => [entry.name, entry.parentPath.slice(folder.length), entry.isDirectory()])
      .sort((a, b) => (String(a) < String(b) ? -1 : 1));

const actions: fc.Arbitrary<Action> = fc.oneof(
  fc.tuple(name, content, flags).map(([at, bytes, flag]): Action => (files, folder) => {
    if (flag.startsWith('r')) return undefined;
    files.writeFileSync(folder + at, bytes, { flag });
  }),
  fc.tuple(name, fc.boolean()).map(([at, recursive]): Action => (files, folder) => {
    const made = files.mkdirSync(folder + at, { recursive });
    return made?.slice(folder.length);
  }),
  path.map(
    (at): Action =>
      (files, folder) =>
        plain(files.readFileSync(folder + at)),
  ),
  path.map(
    (at): Action =>
      (files, folder) =>
        files.readFileSync(folder + at, 'latin1'),
  ),
  path.map((at): Action => (files, folder) => {
    const found = statsIn(files, folder + at);
    return found && [found.isFile(), found.isDirectory(), found.isFile() ? found.size : 0];
  }),
  path.map(
    (at): Action =>
      (files, folder) =>
        files.existsSync(folder + at),
  ),
  path.map(
    (at): Action =>
      (files, folder) =>
        files.realpathSync(folder + at).slice(files.realpathSync(folder).length),
  ),
  fc.tuple(path, fc.boolean()).map(([at, recursive]) => listing(at, recursive)),
  fc
    .tuple(name, fc.boolean(), fc.boolean())
    .map(([at, recursive, force]): Action => (files, folder) => {
      try {
        files.rmSync(folder + at, { recursive, force });
      } catch (error) {
        if (!force || !isBelowFile(error)) throw error;
      }
    }),
  name.map((at): Action => (files, folder) => {
    files.rmdirSync(folder + at);
  }),
  fc.tuple(name, name).map(([from, to]): Action => (files, folder) => {
    files.renameSync(folder + from, folder + to);
  }),
  fc.tuple(name, name).map(([from, to]): Action => (files, folder) => {
    files.linkSync(folder + from, folder + to);
  }),
  fc
    .tuple(name, flags, fc.nat(12), fc.nat(12), fc.uint8Array({ minLength: 1, maxLength: 5 }))
    .map(([at, flag, from, to, bytes]): Action => (files, folder) => {
      // POSIX opens a folder like a file, and refuses to read from it.
      const found = statsIn(files, folder + at);
      if (found?.isDirectory()) return undefined;
      const descriptor = files.openSync(folder + at, flag);
      try {
        return readAndWrite(files, descriptor, from, to, bytes);
      } finally {
        files.closeSync(descriptor);
      }
    }),
);

/** Reads and writes, at places and where the last one ended; what each of them gave. */
function readAndWrite(
  files: Files,
  descriptor: number,
  from: number,
  to: number,
  bytes: Uint8Array,
): unknown[] {
  const read = (position: number | null) => (): unknown => {
    const into = new Uint8Array(6);
    return [files.readSync(descriptor, into, 1, 4, position), plain(into)];
  };
  return [
    read(null),
    read(from),
    () => files.writeSync(descriptor, bytes),
    () => files.writeSync(descriptor, bytes, 0, bytes.length, to),
    () => files.writeSync(descriptor, 'é'),
    read(null),
    () => files.fstatSync(descriptor).size,
  ].map(outcome);
}

/** What a call gives, or the code that it throws. */
function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? error;
  }
}

test('files in memory do what files on a disk do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(actions, { minLength: 1, maxLength: 25 }), (taken) =>
      withTemporaryFolder((folder) => {
        const [here, there] = sides(folder).map(([files, at]) => [
          ...taken.map((action) => outcome(() => action(files, at))),
          outcome(() => listing('', true)(files, at)),
        ]);
        expect(here).toEqual(there);
      }),
    ),
    { numRuns: 400, seed: 18 },
  );
});

test('closed descriptors are refused, and folders are copied with what is in them', async () => {
  await withTemporaryFolder((folder) => {
    const [here, there] = sides(folder).map(([files, at]) => {
      const descriptor = files.openSync(`${at}/a`, 'w');
      files.closeSync(descriptor);
      files.mkdirSync(`${at}/from/inner`, { recursive: true });
      files.writeFileSync(`${at}/from/inner/b`, 'text');
      files.cpSync(`${at}/from`, `${at}/to`, { recursive: true });
      return [
        outcome(() => {
          files.closeSync(descriptor);
        }),
        outcome(() => files.readFileSync(`${at}/to/inner/b`, 'utf8')),
        listing('', true)(files, at),
      ];
    });
    expect(here).toEqual(there);
  });
});

test('files come in pieces and slices, too', async () => {
  await withTemporaryFolder(async (folder) => {
    for (const [files, at] of sides(folder)) {
      files.writeFileSync(
        `${at}/a`,
        Uint8Array.from({ length: 10 }, (_, i) => i),
      );
      const pieces: number[][] = [];
      for await (const piece of files.filePieces(`${at}/a`, 4)) pieces.push(plain(piece));
      expect(pieces).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]); // prettier-ignore
      const slices = await files.fileSlices(`${at}/a`);
      expect(slices.byteLength).toBe(10);
      expect(plain(new Uint8Array(await slices.slice(3, 6)))).toEqual([3, 4, 5]);
      await expect(files.readFile(`${at}/none`)).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });
});
