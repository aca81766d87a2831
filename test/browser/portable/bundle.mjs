import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { browserSide, settings } from '../../../src/setup/browserBundles.mjs';

/*
 * Bundles test files into one module of a page: `node bundle.mjs OUT FILE...`, with paths in `test/`.
 * It exports `run(file)`.
 */

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');

/** What stands for Node's modules in test files: the library's own, and a little for jest. */
const standIns = {
  assert: ['test/browser/portable/page/assert'],
  async_hooks: ['test/browser/portable/page/asyncHooks'],
  buffer: ['src/platform/bytes'],
  child_process: ['src/platform/processes'],
  crypto: ['src/platform/hashing', 'src/platform/randomness'],
  fs: ['src/platform/files'],
  os: ['src/platform/system'],
  path: ['src/platform/paths'],
  'timers/promises': ['src/platform/timers'],
  util: ['test/browser/portable/page/util'],
  zlib: ['src/platform/deflate', 'test/browser/portable/page/gzip'],
};

/** Packages that are made for Node.js alone, and what stands for them. */
const packages = {
  'graceful-fs': [],
  jsdom: [],
  yazl: [],
  'node-sqlite3-wasm': ['src/platform/databases'],
  pngjs: ['src/platform/pictures'],
  'onnxruntime-node': ['test/browser/portable/page/onnxRuntime'],
};

const named = new Map([
  ...builtinModules.map((name) => [name, standIns[name] ?? []]),
  ...Object.entries(packages),
]);

/** A module with all that its stand-ins export. What they lack is undefined, until a test calls it. */
const forNode = {
  name: 'for Node.js',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(node:)?(${[...named.keys()].join('|')})$`) }, ({ path }) => ({
      path: path.replace(/^node:/, ''),
      namespace: 'for-node',
    }));
    onLoad({ filter: /.*/, namespace: 'for-node' }, ({ path }) => {
      const parts = named.get(path).map((from) => `...require('./${from}')`);
      return { contents: `module.exports = { ${parts.join(', ')} };`, resolveDir: root };
    });
  },
};

/** Gives test files the name of their folder, in a tree whose root is the project's folder. */
const folderNames = {
  name: 'folder names',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const folder = relative(root, dirname(path)).split(sep).join('/');
      if (!folder.startsWith('test')) return undefined;
      const name = `const __dirname = ${JSON.stringify(`/${folder}`)};`;
      return { contents: name + readFileSync(path, 'utf8'), loader: 'ts' };
    });
  },
};

/** References that test files read, in the page's files in memory. */
const references = readdirSync(join(root, 'test', 'support')).filter((name) =>
  name.endsWith('.json'),
);

const [out, ...files] = process.argv.slice(2);
await build({
  ...settings,
  minify: false,
  stdin: {
    contents: `import './test/browser/portable/page/globals';
      import './test/everyFile.cjs';
      import { runFile } from './test/browser/portable/page/runFile';
      import { setBackend } from '@tensorflow/tfjs';
      import { loadEmbeddedDigits } from './src/page/embeddedDigits';
      import { mountFile } from './src/platform/browser/mountFile';
      ${references.map((name, i) => `import reference${i} from './test/support/${name}' with { type: 'text' };`).join('\n')}
      const encoder = new TextEncoder();
      ${references.map((name, i) => `mountFile('/test/support/${name}', encoder.encode(reference${i}));`).join('\n')}
      const files = {
        ${files.map((file) => `'${file}': () => import('./test/${file}'),`).join('\n')}
      };
      export async function run(file, leftOut) {
        await loadEmbeddedDigits();
        await setBackend('cpu');
        return runFile(files[file], leftOut);
      }`,
    resolveDir: root,
  },
  outfile: out,
  define: {
    ...settings.define,
    __dirname: '"/"',
    'require.resolve': 'String',
    testSeed: JSON.stringify(process.env.FEDERATED_TEST_SEED) ?? 'undefined',
  },
  inject: [join(here, 'page', 'process.ts')],
  banner: { js: 'const bundleUrl = import.meta.url;' },
  plugins: [browserSide, forNode, folderNames],
});
