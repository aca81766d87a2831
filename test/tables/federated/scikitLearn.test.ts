import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { Rng } from '../../../src/core/rng';
import { largestDifference } from '../../../src/core/vector';
import { useBackend } from '../../../src/models/backend';
import { fedAvg } from '../../../src/strategies/fedAvg';
import { applyPreprocessing } from '../../../src/tables/federated/applyPreprocessing';
import { federateTable } from '../../../src/tables/federated/federateTable';
import { prepareRows } from '../../../src/tables/federated/prepareRows';
import { rawNumbers } from '../../../src/tables/federated/rawNumbers';
import { selectRows } from '../../../src/tables/selectRows';
import { tableOf } from '../../../src/tables/tableOf';
import type { TableValue } from '../../../src/tables/tableOf';
import { compiledTrainer } from '../../../src/training/compiled/compiledTrainer';
import { onnxModel } from '../../../src/training/compiled/exportOnnx';
import { type Loss, meanSquaredError, softmaxCrossEntropy } from '../../../src/training/eager/loss';
import { type Metrics, accuracy, meanLoss, sumMetrics } from '../../../src/training/metrics';
import { runOnnx } from '../../support/onnx';

/** What scikit-learn 1.9.1 says of the pooled rows; sklearnReference.py wrote it. */
const reference = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'support', 'sklearnReference.json'), 'utf8'),
) as {
  table: Record<string, TableValue[]>;
  trained: number;
  featuresOfTheFirst: number[][];
  logistic: { loss: number; heldOutLoss: number; heldOutAccuracy: number };
  linear: { loss: number; heldOutLoss: number };
};

const all = tableOf(reference.table, 'made-up');
const rows = [...Array(all.rows).keys()];
const training = selectRows(all, rows.slice(0, reference.trained));
const columns = { client: 'hospital', features: ['age', 'pressure', 'sex'], testShare: 0 };

const held = selectRows(all, rows.slice(reference.trained));

beforeAll(async () => {
  await useBackend('wasm');
});

test('federated preprocessing is that of StandardScaler, SimpleImputer and OneHotEncoder', async () => {
  const { preprocessing } = await federateTable(training, { ...columns, target: 'outcome' });
  const { features } = applyPreprocessing(preprocessing, selectRows(all, [0, 1, 2, 3, 4]));
  expect(largestDifference(features, reference.featuresOfTheFirst.flat())).toBeLessThan(1e-6);
});

interface Reached {
  readonly train: Metrics;
  readonly heldOut: Metrics;
  /** The largest difference of outputs with preprocessing outside and inside the model's file. */
  readonly exported: number;
}

/** A linear model by federated averaging of three hospitals with full batches: gradient descent on all rows. */
async function reached(target: string, loss: Loss, clientLearningRate: number): Promise<Reached> {
  const federation = await federateTable(training, { ...columns, target });
  const { preprocessing, shape, clientIds, classNames } = federation;
  const units = classNames?.length ?? 1;
  const model = tf.sequential({
    layers: [tf.layers.dense({ units, inputShape: [...shape], kernelInitializer: 'zeros' })],
  });
  const trainer = compiledTrainer(model, { loss });
  try {
    const plan = { localEpochs: 1, batchSize: 'full', clientLearningRate } as const;
    const algorithm = fedAvg({ ...plan, trainer, rng: Rng.fromSeed(1) });
    const cohort = clientIds.map((id) => federation.client(id));
    let state = algorithm.initialize();
    for (let t = 0; t < 200; t++) ({ state } = await algorithm.next(state, cohort));
    const { parameters } = state;
    const metrics: Metrics[] = [];
    const datasets = [...cohort.map(({ train }) => train), prepareRows(held, preprocessing)];
    for await (const one of trainer.evaluate(parameters, datasets)) metrics.push(one);
    const heldOut = metrics.pop()!;
    const { outputs } = await runOnnx(onnxModel(model, { preprocessing, parameters }), {
      rows: { data: rawNumbers(preprocessing, held), shape: [held.rows, 3] },
    });
    const wanted = await trainer.predict(parameters, prepareRows(held, preprocessing));
    return { train: sumMetrics(metrics), heldOut, exported: largestDifference(outputs, wanted) };
  } finally {
    trainer.dispose();
    model.dispose();
  }
}

test('logistic regression reaches LogisticRegression’s loss, and its file takes raw rows', async () => {
  const { train, heldOut, exported } = await reached('outcome', softmaxCrossEntropy, 1);
  const { loss, heldOutLoss, heldOutAccuracy } = reference.logistic;
  expect(Math.abs(meanLoss(train) - loss)).toBeLessThan(1e-3);
  expect(Math.abs(meanLoss(heldOut) - heldOutLoss)).toBeLessThan(1e-3);
  expect(accuracy(heldOut)).toBeCloseTo(heldOutAccuracy, 6);
  expect(exported).toBeLessThan(1e-5);
});

test('linear regression reaches LinearRegression’s loss, and its file takes raw rows', async () => {
  const { train, heldOut, exported } = await reached('days', meanSquaredError, 0.2);
  const { loss, heldOutLoss } = reference.linear;
  expect(Math.abs(meanLoss(train) - loss)).toBeLessThan(1e-3);
  expect(Math.abs(meanLoss(heldOut) - heldOutLoss)).toBeLessThan(1e-3);
  expect(exported).toBeLessThan(1e-5);
});
