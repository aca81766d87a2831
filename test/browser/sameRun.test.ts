import { join } from 'node:path';
import * as library from '../../src/index';
import { largestDifference } from '../support/onnx';
import { root } from '../support/setup';
import { describeBrowsers } from './support/browsers';
import { type FileServer, page, serveFiles } from './support/fileServer';

/** The library, in a page as in Node.js. */
declare const fl: Pick<
  typeof import('../../src/page/index'),
  | 'compiledTrainer'
  | 'denseClassifier'
  | 'eagerTrainer'
  | 'embeddedDigits'
  | 'fedAvg'
  | 'loadEmbeddedDigits'
  | 'localTrainer'
  | 'Rng'
  | 'sampleCohort'
  | 'softmaxRegression'
  | 'useBackend'
>;

interface Wanted {
  readonly engine?: 'web' | 'node';
  readonly workers?: number;
  readonly eager?: boolean;
  readonly rounds: number;
}

/** Federated averaging of softmax regression with seed 1; runs in a page as it stands. */
async function run({ engine = 'web', workers = 1, eager = false, rounds }: Wanted) {
  await fl.loadEmbeddedDigits();
  await fl.useBackend('wasm');
  const digits = fl.embeddedDigits();
  const rng = fl.Rng.fromSeed(1);
  const model = fl.softmaxRegression();
  const trainer = eager ? fl.eagerTrainer(model) : fl.compiledTrainer(model, { workers, engine });
  const plan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.1 };
  const algorithm = fl.fedAvg({ trainer, rng, ...plan });
  let state = algorithm.initialize();
  for (let round = 0; round < rounds; round++) {
    const cohort = fl.sampleCohort(digits, 5, rng.split('cohort', round));
    ({ state } = await algorithm.next(state, cohort));
  }
  const { description } = trainer;
  trainer.dispose();
  return { weights: [...state.parameters], description };
}

/** What a page without WebAssembly, SIMD or memory says when a model trains there. */
async function trainWithout(lack: 'WebAssembly' | 'SIMD' | 'memory') {
  await fl.loadEmbeddedDigits();
  const whole = WebAssembly;
  const { Memory, validate } = whole;
  const small = function (descriptor: WebAssembly.MemoryDescriptor) {
    return new Memory({ ...descriptor, maximum: 300 });
  };
  if (lack === 'WebAssembly') Object.assign(globalThis, { WebAssembly: undefined });
  if (lack === 'SIMD') whole.validate = () => false;
  if (lack === 'memory') whole.Memory = small as unknown as typeof Memory;
  const said: string[] = [];
  const announce = (line: string): void => void said.push(line);
  try {
    await fl.useBackend('cpu');
    const rng = fl.Rng.fromSeed(1);
    const [client] = fl.sampleCohort(fl.embeddedDigits(), 1, rng);
    const model =
      lack === 'memory'
        ? fl.denseClassifier({ hidden: [1000, 1000], seed: 1 })
        : fl.softmaxRegression();
    const trainer = fl.localTrainer(model, { announce });
    const task = { clientId: 'c0', examples: client.train, rng };
    const plan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.1 };
    try {
      for await (const result of trainer.train(trainer.initialParameters(), [task], plan)) {
        said.push(`${result.steps} steps`);
      }
    } catch (error) {
      const { name, message } = error as Error;
      said.push(`${name}: ${message}`);
    }
  } finally {
    Object.assign(globalThis, { WebAssembly: whole });
    Object.assign(whole, { Memory, validate });
  }
  return said;
}

const bundles = join(root, 'src', 'dist', 'browser');
const html = (folder: string) =>
  page(
    `<script type="module">
      globalThis.fl = await import("${folder}index.js");
      document.body.dataset.ready = "";
    </script>`,
  );
const served = {
  '/': bundles,
  '/page.html': html('/'),
  '/damaged/': bundles,
  '/damaged/page.html': html('/damaged/'),
  '/damaged/ort-wasm-simd-threaded.wasm': { type: 'application/wasm', body: 'gone' },
  '/incomplete/': bundles,
  '/incomplete/page.html': html('/incomplete/'),
  '/incomplete/worker.js': { type: 'text/plain', body: 'gone' },
};
/** As pages of this project are served: nothing but the library and its WebAssembly. */
const policy = {
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data:; script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'",
};

type Weights = readonly number[];

const twenty = { rounds: 20 };
const few = { rounds: 2, eager: true };
let isolated: FileServer;
let plain: FileServer;
/** What Node.js gives. */
let expected: Record<'web' | 'native' | 'eager', Weights>;

beforeAll(async () => {
  isolated = await serveFiles(served, { isolated: true, headers: policy });
  plain = await serveFiles(served, { headers: policy });
  Object.assign(globalThis, { fl: { ...library, loadEmbeddedDigits: () => undefined } });
  expected = {
    web: (await run(twenty)).weights,
    native: (await run({ ...twenty, engine: 'node' })).weights,
    eager: (await run(few)).weights,
  };
});

afterAll(async () => {
  await isolated.close();
  await plain.close();
});

test('the two engines in Node.js agree to rounding', () => {
  expect(largestDifference(expected.native, expected.web)).toBeLessThan(1e-5);
  expect(Math.max(...expected.native)).toBeGreaterThan(0.01);
});

describeBrowsers('training in a page', (openPage) => {
  const open = async (address: string) => {
    const tab = await openPage(address);
    await tab.waitFor(() => 'ready' in document.body.dataset);
    return tab;
  };

  test('gives the weights that Node.js gives on the same engine, to the bit', async () => {
    const tab = await open(isolated.url('/page.html'));
    const one = await tab.evaluate(run, twenty);
    const two = await tab.evaluate(run, { ...twenty, workers: 2 });
    expect(one.weights).toEqual(expected.web);
    expect(two.weights).toEqual(expected.web);
    expect(two.description).toBe('clients train in compiled programs on ONNX Runtime, 2 threads');
    expect((await tab.evaluate(run, few)).weights).toEqual(expected.eager);
    expect(tab.said.errors).toEqual([]);
    expect(tab.said.foreignRequests).toEqual([]);
  });

  test('runs in the page’s own thread where it is not isolated, and says so', async () => {
    const tab = await open(plain.url('/page.html'));
    const own = await tab.evaluate(run, { ...twenty, workers: 2 });
    expect(own.weights).toEqual(expected.web);
    expect(own.description).toMatch(
      /^clients train in compiled programs on ONNX Runtime, 1 thread: the page is not cross-origin isolated, .*Cross-Origin-Embedder-Policy: require-corp\)$/,
    );
    expect(tab.said.errors).toEqual([]);
  });

  test('is eager without WebAssembly or SIMD, and a sentence without memory', async () => {
    const tab = await open(plain.url('/page.html'));
    const eagerly = 'The model trains eagerly, more slowly: compiled training needs WebAssembly';
    expect(await tab.evaluate(trainWithout, 'WebAssembly')).toEqual([
      `${eagerly}, which this browser does not have or has switched off`,
      '6 steps',
    ]);
    expect(await tab.evaluate(trainWithout, 'SIMD')).toEqual([
      `${eagerly} with SIMD, which only a newer browser has`,
      '6 steps',
    ]);
    expect(await tab.evaluate(trainWithout, 'memory')).toEqual([
      expect.stringMatching(
        /^MemoryError: client c0: .*too little memory for this model \(.*\); fewer workers, a smaller batch or a smaller model need less$/,
      ),
    ]);
  });

  test.each([
    ['/damaged/page.html', /client .*: ONNX Runtime for WebAssembly did not start: CompileError: /],
    [
      '/incomplete/page.html',
      /client .*: its worker thread failed: http.*\/incomplete\/worker\.js could not be loaded/,
    ],
  ])(
    'fails with a sentence on %s, where a file is not what it should be',
    async (address, problem) => {
      const tab = await open(isolated.url(address));
      await expect(tab.evaluate(run, { rounds: 1 })).rejects.toThrow(problem);
    },
  );
});
