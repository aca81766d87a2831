import { spawnSync } from 'node:child_process';
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { useBackend } from '../../../src/models/backend';
import { compiledTrainer } from '../../../src/training/compiled/compiledTrainer';
import type { LocalTrainer } from '../../../src/training/localTrainer';
import { root } from '../../support/setup';
import { endingWithTheTest, smallModels, taskOf, trainAll } from '../../support/trainers';

/** Every thread that the library has started; each does the JavaScript that it is sent. */
const mockThreads: Worker[] = [];
/** Why no thread can be started, where that is so. */
let mockRefusal: Error | undefined;

jest.mock('node:worker_threads', () => {
  const actual = jest.requireActual<typeof import('node:worker_threads')>('node:worker_threads');
  return {
    ...actual,
    Worker: class extends actual.Worker {
      constructor(file: string, options: WorkerOptions) {
        if (mockRefusal) throw mockRefusal;
        const program = `
          const { parentPort } = require('node:worker_threads');
          parentPort.on('message', ({ javaScript }) => javaScript && eval(javaScript));
          require(${JSON.stringify(file)});`;
        // With a large nursery Node.js 24 ends the process where a thread's memory runs out.
        const resourceLimits = { ...options.resourceLimits, maxOldGenerationSizeMb: 64 };
        super(program, { ...options, eval: true, resourceLimits });
        mockThreads.push(this);
      }
    },
  };
});

const plan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.1 } as const;
/** Some milliseconds a client, and the better part of a second. */
const long = { ...plan, localEpochs: 100 } as const;
const veryLong = { ...plan, localEpochs: 1500 } as const;
const tasks = [93, 20, 7, 60, 41, 33, 93, 15].map(taskOf);
const round = Array.from({ length: 100 }, (_, i) => tasks[i % tasks.length]);
const ending = endingWithTheTest();

function compiled(engine: 'node' | 'web' = 'node'): LocalTrainer {
  const model = smallModels['a convolutional network']();
  return ending(compiledTrainer(model, { workers: 2, engine }));
}

const pause = (milliseconds: number) => new Promise((go) => setTimeout(go, milliseconds));
const sendTo = (javaScript: string) => (thread: Worker) => {
  thread.postMessage({ javaScript });
};

beforeAll(async () => {
  await useBackend('cpu');
});

afterEach(() => {
  mockThreads.length = 0;
  mockRefusal = undefined;
});

/** Lets a thread die in the middle of a round; the error is what is expected, and soon there. */
async function expectFailure(
  trainer: LocalTrainer,
  roundPlan: typeof long | typeof veryLong,
  kill: (thread: Worker) => void,
  problem: string,
  kind = 'FederatedError',
): Promise<void> {
  const before = await trainAll(trainer, tasks, plan);
  const outcome = trainAll(trainer, round, roundPlan).then(
    () => 'nothing happened',
    (error: unknown) => String(error),
  );
  await pause(100);
  const start = performance.now();
  kill(mockThreads[0]);
  expect(await outcome).toMatch(new RegExp(`^${kind}: client c\\d+(, client c\\d+)*: `));
  expect((await outcome).replace(/^.*client c\d+: /, '')).toBe(problem);
  expect(performance.now() - start).toBeLessThan(5000);
  expect(await trainAll(trainer, tasks, plan)).toEqual(before);
}

describe('a thread that dies in the middle of a round is an error that names its clients', () => {
  test.each([
    ['by process.exit', 'process.exit(7)', 'ended with code 7'],
    ['by an error', 'throw new Error("no more")', 'failed: no more'],
    ['by a promise', 'Promise.reject(new Error("no more"))', 'failed: no more'],
    [
      'by a job that it cannot read',
      'parentPort.emit("messageerror", new Error("no more"))',
      'failed: no more',
    ],
    [
      'for want of memory',
      'const all = []; for (;;) all.push(new Array(1000).fill(0))',
      'failed: Worker terminated due to reaching memory limit: JS heap out of memory',
    ],
  ])('%s', async (_, javaScript, problem) => {
    await expectFailure(compiled(), long, sendTo(javaScript), `its worker thread ${problem}`);
  });

  test.each(['node', 'web'] as const)('by terminate, while %s computes', async (engine) => {
    let end: Promise<unknown> | undefined;
    await expectFailure(
      compiled(engine),
      veryLong,
      (thread) => {
        end = thread.terminate();
      },
      'its worker thread was terminated',
    );
    await end;
  });

  test('for want of memory in WebAssembly, of which no thread gives back any', async () => {
    const trainer = compiled();
    const problem = 'too little memory';
    let died: Promise<unknown> | undefined;
    await expectFailure(
      trainer,
      long,
      (thread) => {
        died = new Promise((done) => thread.once('exit', done));
        for (let job = 0; job < 1000; job++) {
          thread.emit('message', { job, client: 0, problem, memory: true, spent: true });
        }
      },
      problem,
      'MemoryError',
    );
    await died;
  });

  test('by an answer that cannot be read', async () => {
    await expectFailure(
      compiled(),
      long,
      (thread) => thread.emit('messageerror', new Error('no more')),
      "its worker thread's answer cannot be read: no more",
    );
  });
});

describe('a job that reaches no thread is an error that names its clients', () => {
  test('if none can be started', async () => {
    mockRefusal = new Error('EAGAIN');
    const trainer = compiled();
    await expect(trainAll(trainer, tasks, plan)).rejects.toThrow(
      /^client c0, .*: no worker thread takes it: EAGAIN$/,
    );
    mockRefusal = undefined;
    expect(await trainAll(trainer, tasks, plan)).toHaveLength(tasks.length);
  });

  test('if it cannot be sent', async () => {
    const trainer = compiled();
    const before = await trainAll(trainer, tasks, plan);
    jest.spyOn(mockThreads[0], 'postMessage').mockImplementationOnce(() => {
      throw new Error('out of memory');
    });
    await expect(trainAll(trainer, tasks, plan)).rejects.toThrow(
      /^client c0, .*: no worker thread takes it: out of memory$/,
    );
    expect(await trainAll(trainer, tasks, plan)).toEqual(before);
  });
});

test('a process that gives up because of a dead thread ends at once', () => {
  const program = `
    const threads = require('node:worker_threads');
    const started = [];
    threads.Worker = class extends threads.Worker {
      constructor(file, options) {
        const failing = "require('node:worker_threads').parentPort.on('message', (text) => {" +
          "if (text === 'fail') throw new Error('no more'); });";
        super(failing + 'require(' + JSON.stringify(file) + ')', { ...options, eval: true });
        started.push(this);
      }
    };
    const { compiledTrainer } = require('./src/dist/training/compiled/compiledTrainer.js');
    const { softmaxRegression } = require('./src/dist/models/zoo.js');
    const { Rng } = require('./src/dist/core/rng.js');
    const trainer = compiledTrainer(softmaxRegression(), { workers: 1, engine: 'node' });
    const examples = {
      images: new Uint8Array(784 * 100), labels: new Uint8Array(100), size: 100,
      shape: [28, 28, 1], classNames: ['a', 'b'],
    };
    const tasks = Array.from({ length: 1000 }, (_, k) => ({
      clientId: 'c' + k, examples, rng: Rng.fromSeed(k),
    }));
    const plan = { localEpochs: 10, batchSize: 20, clientLearningRate: 0.1 };
    (async () => {
      try {
        for await (const _ of trainer.train(trainer.initialParameters(), tasks, plan)) {
          started[0].postMessage('fail');
        }
      } catch (error) {
        console.log(error.message);
        process.exit(3);
      }
    })();`;
  const options = { cwd: root, encoding: 'utf8', timeout: 20_000 } as const;
  const start = performance.now();
  const { status, stdout } = spawnSync(process.execPath, ['-e', program], options);
  expect({ status, stdout }).toEqual({
    status: 3,
    stdout: expect.stringMatching(/^client c\d.*: its worker thread failed: no more\n$/) as string,
  });
  expect(performance.now() - start).toBeLessThan(8000);
});
