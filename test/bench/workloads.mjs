import { library } from './library.mjs';

/*
 * What is measured: the three models that other frameworks were measured with, on random images.
 * A round is 10 clients, each of 500 examples, taken once in batches of 20: 25 steps a client.
 */

export const plan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.02 };
export const stepsPerClient = 25;

/** Workload -> its title and a function that makes the model. */
export const workloads = {
  softmax: {
    title: 'softmax 784-10',
    model: () => library('models/zoo').softmaxRegression(),
  },
  '2nn': {
    title: '2NN 784-200-200-10',
    model: () => library('models/zoo').denseClassifier({ hidden: [200, 200], seed: 1 }),
  },
  cnn: {
    title: 'CNN 693,962',
    model: () => library('models/zoo').cnn({ seed: 1 }),
  },
};

/** Clients with random images, the same every time. The bytes of ten serve any number of them. */
export function randomClients(count) {
  const { Rng } = library('core/rng');
  const { makeDataset } = library('data/makeDataset');
  const { subset } = library('data/datasetParts');
  const names = Array.from({ length: 10 }, (_, digit) => String(digit));
  const datasets = Array.from({ length: Math.min(count, 10) }, (_, k) => {
    const rng = Rng.fromSeed(k);
    const images = Uint8Array.from({ length: 500 * 784 }, () => rng.uint32() >>> 24);
    const labels = Uint8Array.from({ length: 500 }, () => rng.integer(10));
    return makeDataset(images, labels, [28, 28, 1], names);
  });
  const nothing = subset(datasets[0], []);
  return Array.from({ length: count }, (_, k) => ({
    id: `client-${k}`,
    train: datasets[k % datasets.length],
    test: nothing,
  }));
}
