import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from '../support/setup';

const folder = join(root, 'src', 'dist', 'browser');
const programs = readdirSync(folder).filter((file) => file.endsWith('.js'));

/** Programs made of the library, without the packages that they share. */
const own = [
  'clientWorker.js',
  'heartbeatWorker.js',
  'index.js',
  'tabPage.js',
  'whole.js',
  'worker.js',
];

interface Program {
  /** `esm` where the file imports or exports anything. */
  readonly format?: string;
  readonly imports: readonly string[];
  /** Globals of Node.js that it uses without asking for their `typeof` first. */
  readonly globals: readonly string[];
}

const nodeGlobals = ['process', 'Buffer', '__dirname', '__filename', 'require', 'global'];

/** Reads a program as a bundler does. */
async function read(file: string): Promise<Program> {
  const marks = nodeGlobals.map((name) => [name, `free_${name}`] as const);
  const { metafile, outputFiles } = await build({
    entryPoints: [join(folder, file)],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    logLevel: 'silent',
    define: Object.fromEntries(marks),
    plugins: [
      {
        name: 'look at this file alone',
        setup: (bundle) => {
          bundle.onResolve({ filter: /.*/ }, ({ kind, path }) =>
            kind === 'entry-point' ? undefined : { path, external: true },
          );
        },
      },
    ],
  });
  const [input] = Object.values(metafile.inputs);
  const { text } = outputFiles[0];
  return {
    format: input.format,
    imports: input.imports.map(({ path }) => path),
    globals: marks
      .filter(([, mark]) => text.includes(mark) && !text.includes(`typeof ${mark}`))
      .map(([name]) => name),
  };
}

test('the core is at most 200 kB for a page that has tfjs and ONNX Runtime', () => {
  const core = readFileSync(join(folder, 'index.js'));
  expect(gzipSync(core, { level: 9 }).length).toBeLessThanOrEqual(200_000);
});

test.each(programs)('%s is one module, which imports only from beside it', async (file) => {
  const { format, imports, globals } = await read(file);
  if (imports.length > 0) expect(format).toBe('esm');
  const elsewhere = imports.filter(
    (path) => path !== `./${basename(path)}` || !existsSync(join(folder, path)),
  );
  expect(elsewhere).toEqual([]);
  if (own.includes(file)) expect(globals).toEqual([]);
});
