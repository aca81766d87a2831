import { builtinModules } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from '../../support/setup';

const page = join(__dirname, 'page');
const unix = (path: string): string => path.split(sep).join('/');

/** The library's own module that stands for one of Node's, in test files as in the library. */
const platform: Readonly<Record<string, readonly string[]>> = {
  buffer: ['bytes'],
  child_process: ['processes'],
  crypto: ['hashing', 'randomness'],
  fs: ['files'],
  os: ['system'],
  path: ['paths'],
  'timers/promises': ['timers'],
  zlib: ['deflate'],
};

/** Packages that are made for Node.js alone. */
const nodePackages = ['graceful-fs', 'jsdom', 'node-sqlite3-wasm', 'onnxruntime-node', 'yauzl', 'yazl'];

/** Bundles test files into one module for a page. Its default export runs a file by its name. */
export async function bundleTests(files: readonly string[]): Promise<string> {
  const loaders = files.map((file) => `${JSON.stringify(file)}: () => import('./test/${file}'),`);
  const entry = `import './test/browser/portable/page/globals';
    import './test/everyFile.cjs';
    import { runFile } from './test/browser/portable/page/run';
    const files = { ${loaders.join('\n')} };
    export const run = (name) => runFile(files[name]);`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
    define: { global: 'globalThis', __dirname: '"/"', 'require.resolve': 'String' },
    inject: [join(page, 'process.js')],
    plugins: [nodeModules, browserSide, folderNames],
  });
  return outputFiles[0].text;
}

/** Node's modules: those of the platform room, nothing for the rest. */
const nodeModules: Plugin = {
  name: "Node's modules",
  setup: ({ onResolve, onLoad }) => {
    const names = new Set([...builtinModules, ...nodePackages]);
    const filter = new RegExp(`^(node:)?(${[...names].join('|')})$`);
    onResolve({ filter }, ({ path }) => {
      const name = path.replace(/^node:/, '');
      return names.has(name) ? { path: name, namespace: 'node' } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => ({
      contents: standIn(path),
      resolveDir: root,
    }));
  },
};

function standIn(name: string): string {
  if (name === 'async_hooks') return `export * from './test/browser/portable/page/asyncHooks'`;
  if (name === 'assert') return 'exports.AssertionError = class extends Error {};';
  if (name === 'onnxruntime-node') {
    return `module.exports = require('onnxruntime-web/wasm');
      Object.assign(module.exports.env.wasm, { wasmPaths: '/ort/', numThreads: 1 });`;
  }
  const parts = (platform[name] ?? []).map((part) => `...require('./src/platform/${part}')`);
  return `module.exports = { ${parts.join(', ')} };`;
}

/** The browser's side of the library's modules, as its package.json tells bundlers. */
const browserSide: Plugin = {
  name: 'browser side',
  setup: ({ onResolve }) => {
    const source = join(root, 'src');
    const { browser = {} } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
      readonly browser?: Readonly<Record<string, string>>;
    };
    onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
      const module = unix(relative(source, resolve(resolveDir, path)));
      const other = browser[`./dist/${module}.js`];
      if (other === undefined) return undefined;
      return { path: join(source, other.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts')) };
    });
  },
};

/** Gives test files the names of their folders, below the project's folder as `/`. */
const folderNames: Plugin = {
  name: 'folder names',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!path.startsWith(join(root, 'test') + sep)) return undefined;
      const folder = `/${unix(relative(root, dirname(path)))}`;
      const contents = `const __dirname = ${JSON.stringify(folder)};${readFileSync(path, 'utf8')}`;
      return { contents, loader: 'ts', resolveDir: dirname(path) };
    });
  },
};
