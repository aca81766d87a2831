/** The kernel of a page: a worker that runs the cells of a chapter, one at a time. */
import { format, inspect } from 'node-inspect-extracted';
import { type FrontEnd, frontEndKey } from '../../../notebook/display';
import type { ValueDisplay } from '../../../notebook/values/valueDisplay';
import { beside } from '../../../platform/browser/beside';
import { noThreads } from '../../../platform/browser/threads';
import type { Bundle, FromKernel, LiveFiles, ToKernel } from '../messages';
import { createExecutor } from './executor';
import { createFileMounts } from './fileMounts';
import { loadModule, type ModuleTable } from './modules';
import { createStreams, printInto } from './streams';
import { type FileSystem, writtenFiles } from './writtenFiles';

type Library = typeof import('../../../page/whole.js');

/** What is needed of the worker's global scope. */
const worker = globalThis as unknown as {
  postMessage(message: FromKernel): void;
  onmessage: ((event: { readonly data: ToKernel }) => void) | null;
  addEventListener(
    type: 'unhandledrejection',
    listener: (event: { readonly reason: unknown; preventDefault(): void }) => void,
  ): void;
};
const post = (message: FromKernel): void => {
  worker.postMessage(message);
};

/** The cell that runs, or ran last. */
let current = 0;
let outputs = 0;
const pictures = new Map<number, (answer: { svg?: string; error?: string }) => void>();

const streams = createStreams(
  (name, text) => {
    post({ type: 'stream', count: current, name, text });
  },
  () => performance.now(),
);

const frontEnd: FrontEnd = {
  display(bundle, metadata = {}) {
    streams.flush();
    const output = ++outputs;
    post({ type: 'display', count: current, output, bundle, metadata });
    return {
      replace: (next) => {
        post({ type: 'replace', output, bundle: next });
      },
    };
  },
  drawSvg(figure) {
    const id = ++outputs;
    return new Promise((resolve, reject) => {
      pictures.set(id, ({ svg, error = 'no picture' }) => {
        if (svg === undefined) reject(new Error(error));
        else resolve(svg);
      });
      post({ type: 'draw', id, figure });
    });
  },
};

/** What this project's kernels ask for the form of a value. */
const displaysKey = Symbol.for('federated.displayValue');
const ownDisplay = Symbol.for('Jupyter.display');

async function bundleOf(value: unknown): Promise<Bundle | undefined> {
  const own = (value as { [ownDisplay]?: () => Bundle })[ownDisplay];
  if (typeof own === 'function') return own.call(value);
  const displays = (globalThis as { [displaysKey]?: Set<ValueDisplay> })[displaysKey] ?? [];
  for (const display of displays) {
    const bundle = await display(value);
    if (bundle !== undefined) return bundle;
  }
  return undefined;
}

async function fetchBytes(address: string): Promise<Uint8Array> {
  const answer = await fetch(beside(address));
  if (!answer.ok) throw new Error(`${address} cannot be loaded: HTTP ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** What the browser has loaded for this worker so far, file by file. */
function reportLoading(): void {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { name, encodedBodySize } = entry as PerformanceEntry & { encodedBodySize: number };
      const file = new URL(name).pathname.split('/').at(-1) ?? name;
      post({ type: 'loaded', name: file, bytes: encodedBodySize });
    }
  }).observe({ type: 'resource', buffered: true });
}

function modulesOf(library: Library): ModuleTable {
  const { nodeModules, ...fl } = library;
  const rooms = Object.entries(fl).filter(([, value]) => isNamespace(value));
  return {
    federated: () => library,
    '@tensorflow/tfjs': () => import(beside('tfjs.js')) as Promise<object>,
    ...Object.fromEntries(
      Object.entries(nodeModules).map(([name, module]) => [name, () => module]),
    ),
    ...Object.fromEntries(rooms.map(([name, room]) => [`federated/${name}`, () => room as object])),
  };
}

const isNamespace = (value: unknown): boolean =>
  Object.prototype.toString.call(value) === '[object Module]' ||
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null);

/** `require.resolve`, which cells use to find the files of a package. */
function requireOf(): object {
  const refuse = (name: string): never => {
    throw new Error(`a cell in a page imports: import … from '${name}'`);
  };
  return Object.assign(refuse, { resolve: (path: string) => `/packages/${path}` });
}

async function start(): Promise<void> {
  reportLoading();
  const [library, groups] = await Promise.all([
    import(beside('whole.js')) as Promise<Library>,
    fetchBytes('files.json').then(
      (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as LiveFiles[],
    ),
  ]);
  await library.loadEmbeddedDigits();
  const fs = library.nodeModules['node:fs'] as FileSystem & {
    readFileSync(path: string): Uint8Array;
  };
  const mounts = createFileMounts(groups, fetchBytes, library.mountFile);
  const modules = modulesOf(library);
  const executor = createExecutor({
    module: (name, names) => loadModule(modules, name, names),
    bundleOf,
    print: (value) => inspect(value),
  });
  const { Buffer } = library.nodeModules['node:buffer'] as { Buffer: unknown };
  const { default: process } = library.nodeModules['node:process'] as { default: unknown };
  Object.assign(globalThis, { Buffer, process, require: requireOf(), [frontEndKey]: frontEnd });
  printInto(console, streams, format);

  async function run(count: number, source: string): Promise<void> {
    current = count;
    const begin = performance.now();
    await mounts.load(source).catch((error: unknown) => {
      streams.write('stderr', `${String(error)}\n`);
    });
    const outcome = await executor.run(source, count);
    streams.flush();
    const seconds = (performance.now() - begin) / 1000;
    post({ type: 'ended', count, seconds, ...outcome, files: writtenFiles(fs) });
  }

  worker.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    const { name, message, trace } = executor.failureOf(event.reason);
    streams.write('stderr', `${[`${name}: ${message}`, ...trace].join('\n')}\n`);
  });
  worker.onmessage = ({ data }) => {
    switch (data.type) {
      case 'run':
        void run(data.count, data.source);
        break;
      case 'interrupt':
        post({ type: 'interrupting' });
        executor.interrupt();
        break;
      case 'read':
        post({ type: 'file', path: data.path, content: fs.readFileSync(`/${data.path}`) });
        break;
      case 'drawn':
        pictures.get(data.id)?.(data);
        pictures.delete(data.id);
    }
  };
  post({ type: 'ready', threads: noThreads === undefined ? navigator.hardwareConcurrency : 1 });
}

start().catch((error: unknown) => {
  post({ type: 'unable', reason: error instanceof Error ? error.message : String(error) });
});
