import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/*
 * The library for a page: one ECMAScript module for each entry, and beside them what they load when they
 * need it. Run after the compiler, by `npm run prepare`.
 */

const source = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(source, 'dist', 'browser');
const require = createRequire(join(source, 'index.js'));

/** The programs of a page: file in `src/dist/browser/` -> source in `src/`. */
export const entries = {
  'index.js': 'page/index.ts',
  'whole.js': 'page/whole.ts',
  'worker.js': 'training/worker/worker.ts',
  'tabPage.js': 'flower/tab/page/tabPage.ts',
  'playgroundWorker.js': 'book/playground/worker.ts',
  'clientWorker.js': 'page/clientWorker.ts',
  'heartbeatWorker.js': 'flower/node/heartbeatWorker.ts',
  'live.js': 'book/live/page/main.ts',
  'live-editor.js': 'book/live/page/editor.ts',
  'live-kernel.js': 'book/live/kernel/main.ts',
};

/** Programs that a page that was opened from disk can load, too: scripts, not modules. File -> source. */
const scripts = { 'playground.js': 'book/playground/page/main.ts' };

/** Data that stands in the programs: name -> JSON file in `src/`. */
const inlined = { playgroundResults: 'book/playground/results.json' };

/** What programs of a page share, or load only when they need it: file beside them -> its packages. */
const shared = {
  'tfjs.js': ['@tensorflow/tfjs', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'],
  'ort.js': ['onnxruntime-web', 'onnxruntime-web/wasm'],
  'hyparquet.js': ['hyparquet'],
  'hyparquet-compressors.js': ['hyparquet-compressors'],
  'mozjpeg_dec.js': ['@jsquash/jpeg/codec/dec/mozjpeg_dec.js'],
};

/** What such a file exports, where it is not all of its first package. */
const contents = {
  'tfjs.js':
    "export * from '@tensorflow/tfjs'; export { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';",
  'ort.js': "export * from 'onnxruntime-web/wasm';",
  'mozjpeg_dec.js': "export { default } from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';",
};

/** Files that are loaded as they are: from a package. */
const copied = [
  'onnxruntime-web/dist/ort-wasm-simd-threaded.mjs',
  'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
];

/** Takes the browser's side of `src/platform/`, and what is shared from beside the program. */
export const browserSide = {
  name: 'browser side',
  setup(bundle) {
    bundle.onResolve({ filter: /^\.\/node\/\w+$/ }, ({ path, importer }) => {
      if (dirname(importer) !== join(source, 'platform')) return undefined;
      return { path: join(source, 'platform', 'browser', `${path.slice('./node/'.length)}.ts`) };
    });
    for (const [file, packages] of Object.entries(shared)) {
      for (const name of packages) {
        const filter = new RegExp(`^${name.replaceAll('/', '\\/')}$`);
        bundle.onResolve({ filter }, () => ({ path: `./${file}`, external: true }));
      }
    }
    // Makes primes in workers, also where this code is in a worker itself, which has no window.
    bundle.onLoad({ filter: /bigint-crypto-utils[\\/].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('window.URL', 'self.URL'),
    }));
    // One copy, also for packages that would bring an older one.
    bundle.onResolve({ filter: /^pako$/ }, () => ({ path: require.resolve('pako') }));
  },
};

export const settings = {
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  logLevel: 'error',
  define: { global: 'globalThis' },
};

/** Builds everything in `src/dist/browser/`. */
export async function buildBrowserBundles() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await Promise.all([
    ...Object.entries(entries).map(([file, from]) =>
      build({
        ...settings,
        entryPoints: [join(source, from)],
        outfile: join(folder, file),
        plugins: [browserSide],
        banner: { js: 'const bundleUrl = import.meta.url;' },
      }),
    ),
    ...Object.entries(scripts).map(([file, from]) =>
      build({
        ...settings,
        entryPoints: [join(source, from)],
        outfile: join(folder, file),
        format: 'iife',
        plugins: [browserSide],
        define: { ...settings.define, ...inlinedData() },
      }),
    ),
    ...Object.entries(shared).map(([file, [name]]) =>
      build({
        ...settings,
        stdin: { contents: contents[file] ?? `export * from '${name}';`, resolveDir: source },
        outfile: join(folder, file),
      }),
    ),
  ]);
  for (const path of copied) {
    copyFileSync(packageFile(path), join(folder, path.split('/').at(-1)));
  }
  const { packedMnistPackage } = require(join(source, 'dist/data/sources/mnistPackage.js'));
  writeFileSync(join(folder, 'digits.bin'), gzipSync(packedMnistPackage(), { level: 9 }));
}

function inlinedData() {
  return Object.fromEntries(
    Object.entries(inlined).map(([name, file]) => [name, readFileSync(join(source, file), 'utf8')]),
  );
}

/** A file of a package, also one that the package's `exports` does not name. */
function packageFile(path) {
  const parts = path.split('/');
  const name = parts.slice(0, path.startsWith('@') ? 2 : 1);
  for (const start of require.resolve.paths(path)) {
    const file = join(start, ...parts);
    try {
      readFileSync(join(start, ...name, 'package.json'));
      return file;
    } catch {
      // It is in a folder further up.
    }
  }
  throw new Error(`the package ${name.join('/')} is not installed; run npm install`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildBrowserBundles();
}
