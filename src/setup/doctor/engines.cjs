'use strict';

/**
 * Prints, as one line of JSON, on which backends TensorFlow.js starts, and why compiled training does
 * not work (null if it does). Runs in a process of its own, since a backend may end it.
 */

const { join } = require('node:path');
const fl = require(join(__dirname, '..', '..', 'dist'));

async function main() {
  const backends = [];
  for (const name of fl.models.backendNames) {
    await fl.useBackend(name).then(
      () => backends.push(name),
      () => undefined,
    );
  }
  process.stdout.write(`${JSON.stringify({ backends, compiled: await compiledProblem() })}\n`);
}

/** Trains a model for one step. */
async function compiledProblem() {
  try {
    const digits = fl.loadDigits();
    const trainer = fl.compiledTrainer(fl.softmaxRegression());
    const rng = fl.Rng.fromSeed(1);
    const plan = { localEpochs: 1, batchSize: 100, clientLearningRate: 0.02 };
    const algorithm = fl.fedAvg({ trainer, rng, ...plan });
    const cohort = [digits.client(digits.clientIds[0])];
    await algorithm.next(algorithm.initialize(), cohort);
    trainer.dispose();
    return null;
  } catch (error) {
    return `fails: ${error.message}`;
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
