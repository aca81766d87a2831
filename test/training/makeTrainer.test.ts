import * as tf from '@tensorflow/tfjs';
import { TraceError } from '../../src/compiler/traceError';
import { useBackend } from '../../src/models/backend';
import type { CustomModel } from '../../src/training/eager/model';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import { localTrainer } from '../../src/training/makeTrainer';
import { stripes } from '../support/digits';
import { collect, smallModels, taskOf, trainAll } from '../support/trainers';

const plan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.1 } as const;
const tasks = [93, 20, 7].map(taskOf);
const datasets = tasks.map(({ examples }) => examples);

/** Reads a value in the middle of a step: no graph can do that. */
const untraceable = (): CustomModel => ({
  variables: { kernel: tf.zeros([144, 10]) },
  logits: ({ kernel }, images) => {
    const scale = images.max().dataSync()[0] > 0 ? 1 : 2;
    return tf.mul(tf.matMul(images.reshape([-1, 144]), kernel), scale);
  },
});

/** Keeps the mean image of the last batch, which no step reads. */
const unreadVariable = (): CustomModel => ({
  variables: { kernel: tf.zeros([144, 10]), last: tf.zeros([144]) },
  logits: ({ kernel, last }, images) => {
    const pixels = tf.reshape(images, [-1, 144]);
    if (last instanceof tf.Variable) last.assign(tf.mean(pixels, 0));
    return tf.matMul(pixels, kernel);
  },
});

beforeAll(async () => {
  await useBackend('cpu');
});

test('a model that cannot be compiled trains eagerly, and one line says why', async () => {
  const lines: string[] = [];
  const trainer = localTrainer(untraceable(), { announce: (line) => lines.push(line) });
  const eager = eagerTrainer(untraceable());
  const results = await trainAll(trainer, tasks, plan);
  expect(results).toEqual(await trainAll(eager, tasks, plan));
  await trainAll(trainer, tasks, plan);
  const { update } = results[0];
  expect(await collect(trainer.evaluate(update, datasets))).toEqual(
    await collect(eager.evaluate(update, datasets)),
  );
  expect(await trainer.predict(update, datasets[0])).toEqual(
    await eager.predict(update, datasets[0]),
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^The model trains eagerly, more slowly: .+/);
  expect(lines[0]).not.toContain('\n');
  trainer.dispose();
});

test('a model whose steps do not make a loop trains eagerly', async () => {
  const lines: string[] = [];
  const trainer = localTrainer(unreadVariable(), { announce: (line) => lines.push(line) });
  const results = await trainAll(trainer, tasks, plan);
  expect(results).toEqual(await trainAll(eagerTrainer(unreadVariable()), tasks, plan));
  expect(lines).toEqual([
    'The model trains eagerly, more slowly: no step reads the carried value w1',
  ]);
  trainer.dispose();
});

test.each(['evaluate', 'predict'] as const)('%s alone falls back too', async (what) => {
  const lines: string[] = [];
  const trainer = localTrainer(untraceable(), { announce: (line) => lines.push(line) });
  const parameters = trainer.initialParameters();
  if (what === 'predict') await trainer.predict(parameters, stripes(5, 1));
  else expect(await collect(trainer.evaluate(parameters, datasets))).toHaveLength(3);
  expect(lines).toHaveLength(1);
  trainer.dispose();
});

test('`compiled` refuses such a model', async () => {
  const trainer = localTrainer(untraceable(), { trainer: 'compiled' });
  await expect(trainAll(trainer, tasks, plan)).rejects.toThrow(TraceError);
  trainer.dispose();
});

test('`auto` compiles silently if it can, `eager` does not compile', async () => {
  const lines: string[] = [];
  const model = smallModels['a dense network']();
  const announce = (line: string) => lines.push(line);
  const trainers = (['auto', 'compiled', 'eager'] as const).map((trainer) =>
    localTrainer(model, { trainer, announce }),
  );
  const [auto, compiled, eager] = await Promise.all(
    trainers.map((trainer) => trainAll(trainer, tasks, plan)),
  );
  expect(auto).toEqual(compiled);
  expect(eager).toEqual(await trainAll(eagerTrainer(model), tasks, plan));
  expect(lines).toEqual([]);
  for (const trainer of trainers) trainer.dispose();
});

test('an unknown trainer is named', () => {
  const model = smallModels['a dense network']();
  expect(() => localTrainer(model, { trainer: 'fast' as 'auto' })).toThrow(
    'trainer must be one of auto, compiled, eager, got "fast"',
  );
});

test('it says how it trains, and keeps the threshold of a single output', () => {
  const single = (): tf.LayersModel =>
    tf.sequential({
      layers: [tf.layers.dense({ inputShape: [4], units: 1, activation: 'sigmoid' })],
    });
  const trainer = localTrainer(single(), { workers: 2 });
  const eager = localTrainer(single(), { trainer: 'eager' });
  try {
    expect(trainer.threshold).toBe(0.5);
    expect(eager.threshold).toBe(0.5);
    expect(trainer.description).toBe(
      'clients train in compiled programs on ONNX Runtime, 2 threads',
    );
    expect(eager.description).toBe('clients train step by step in tfjs, one after the other');
  } finally {
    trainer.dispose();
    eager.dispose();
  }
});

test('where WebAssembly has no SIMD for a compiled program, auto trains eagerly', () => {
  jest.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  const lines: string[] = [];
  const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 2 })] });
  const trainer = localTrainer(model, { engine: 'web', announce: (line) => lines.push(line) });
  jest.restoreAllMocks();
  expect(lines).toEqual([
    'The model trains eagerly, more slowly: compiled training needs WebAssembly with SIMD, which only a newer browser has',
  ]);
  expect(trainer.description).toMatch(/^clients train step by step/);
  trainer.dispose();
});
