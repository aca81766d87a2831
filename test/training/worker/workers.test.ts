import { spawnSync } from 'node:child_process';
import type { Worker } from 'node:worker_threads';
import { Rng } from '../../../src/core/rng';
import { subset } from '../../../src/data/datasetParts';
import { useBackend } from '../../../src/models/backend';
import { fedAvg } from '../../../src/strategies/fedAvg';
import { compiledTrainer } from '../../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import type { LocalTrainer } from '../../../src/training/localTrainer';
import { root } from '../../support/setup';
import {
  collect,
  endingWithTheTest,
  largestDifference,
  smallModels,
  taskOf,
  trainAll,
} from '../../support/trainers';

/** Every thread that the library has started. */
const mockThreads: Worker[] = [];

jest.mock('node:worker_threads', () => {
  const actual = jest.requireActual<typeof import('node:worker_threads')>('node:worker_threads');
  return {
    ...actual,
    Worker: class extends actual.Worker {
      constructor(...args: ConstructorParameters<typeof actual.Worker>) {
        super(...args);
        mockThreads.push(this);
      }
    },
  };
});

const plan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.1 } as const;
const long = { ...plan, localEpochs: 400 } as const;
const model = smallModels['a convolutional network'];
const tasks = [93, 20, 7, 1, 60, 41, 33, 93, 15, 2].map(taskOf);
const ending = endingWithTheTest();

function compiled(workers: number, engine: 'node' | 'web' = 'node'): LocalTrainer {
  return ending(compiledTrainer(model(), { workers, engine }));
}

beforeAll(async () => {
  await useBackend('cpu');
});

afterEach(() => {
  mockThreads.length = 0;
});

test('1, 2 and 3 workers give the same bits, in the order of the tasks', async () => {
  const [one, two, three] = await Promise.all(
    [1, 2, 3].map((workers) => trainAll(compiled(workers), tasks, { ...plan, localEpochs: 20 })),
  );
  expect(one.map(({ clientId }) => clientId)).toEqual(tasks.map(({ clientId }) => clientId));
  expect(two).toEqual(one);
  expect(three).toEqual(one);
  expect(mockThreads.length).toBeGreaterThan(3);
});

test('an aborted signal stops before the next client', async () => {
  const controller = new AbortController();
  const trainer = compiled(1);
  const done: string[] = [];
  const results = trainer.train(trainer.initialParameters(), tasks, plan, controller.signal);
  await expect(async () => {
    for await (const { clientId } of results) {
      done.push(clientId);
      controller.abort(new Error('stopped by the reader'));
    }
  }).rejects.toThrow('stopped by the reader');
  expect(done).toEqual(['c0']);
});

test('an aborted signal takes effect while a client trains, and frees the workers', async () => {
  const controller = new AbortController();
  const trainer = compiled(1);
  const { signal } = controller;
  const results = collect(trainer.train(trainer.initialParameters(), tasks, long, signal));
  setTimeout(() => {
    controller.abort(new Error('stopped by a clock'));
  }, 50);
  await expect(results).rejects.toThrow('stopped by a clock');
  expect(await trainAll(trainer, tasks.slice(0, 1), plan)).toHaveLength(1);
});

test('timers keep running while clients train', async () => {
  const trainer = compiled(1);
  await trainAll(trainer, tasks.slice(0, 1), plan);
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  try {
    await trainAll(trainer, tasks.slice(0, 1), { ...long, localEpochs: 1000 });
  } finally {
    clearInterval(timer);
  }
  // Held up, the thread would have none until the training's end.
  expect(ticks).toBeGreaterThan(3);
});

test('dispose ends the workers and fails jobs in progress', async () => {
  const trainer = compiled(2);
  await trainAll(trainer, tasks, plan);
  const ended = mockThreads.map((thread) => new Promise((done) => thread.once('exit', done)));
  const training = trainAll(trainer, tasks, long);
  const outcome = expect(training).rejects.toThrow(/^client c\d.*: the trainer was disposed/);
  await new Promise((go) => setTimeout(go, 20));
  trainer.dispose();
  await outcome;
  await Promise.all(ended);
  expect(mockThreads).toHaveLength(2);
});

test.each([
  ['ends by itself when there is nothing to do', 'undefined', 0],
  ['can be ended while clients train', 'setTimeout(() => process.exit(3), 300)', 3],
])('a process with idle or busy workers %s', (_, also, code) => {
  const program = `
    const { compiledTrainer } = require('./src/dist/training/compiled/compiledTrainer.js');
    const { denseClassifier } = require('./src/dist/models/zoo.js');
    const { Rng } = require('./src/dist/core/rng.js');
    const trainer = compiledTrainer(denseClassifier({ hidden: [200], seed: 1 }), { workers: 2 });
    const examples = {
      images: new Uint8Array(784 * 100), labels: new Uint8Array(100), size: 100,
      shape: [28, 28, 1], classNames: ['a', 'b'],
    };
    const tasks = [1, 2, 3, 4].map((k) => ({ clientId: 'c' + k, examples, rng: Rng.fromSeed(k) }));
    const plan = { localEpochs: ${code === 0 ? 1 : 500}, batchSize: 20, clientLearningRate: 0.1 };
    (async () => {
      for await (const _ of trainer.train(trainer.initialParameters(), tasks, plan)) {}
    })();
    ${also};`;
  const options = { cwd: root, encoding: 'utf8', timeout: 120_000 } as const;
  const { status, stderr } = spawnSync(process.execPath, ['-e', program], options);
  expect({ status, stderr: stderr.replace(/=+\nHi, looks[^]*=+\n/, '').trim() }).toEqual({
    status: code,
    stderr: '',
  });
});

test('federated averaging gives the same model with either trainer', async () => {
  const cohort = tasks.slice(0, 4).map(({ clientId, examples }) => ({
    id: clientId,
    train: examples,
    test: subset(examples, []),
  }));
  const models = [];
  for (const trainer of [eagerTrainer(model()), compiled(2)]) {
    const algorithm = fedAvg({ trainer, rng: Rng.fromSeed(3), ...plan });
    let state = algorithm.initialize();
    for (let round = 0; round < 3; round++) ({ state } = await algorithm.next(state, cohort));
    models.push(state.parameters);
  }
  expect(largestDifference(models[0], models[1])).toBeLessThan(1e-5);
});
