import { library, tfjs } from './library.mjs';
import { plan } from './workloads.mjs';

/*
 * The engines, as functions from a model to one round over clients. `available` rejects where an
 * engine is not installed.
 */

const eager = (backend) => ({
  available: () => library('models/backend').useBackend(backend),
  round: (model, changes) =>
    federatedRound(library('training/eager/eagerTrainer').eagerTrainer(model), changes),
});

const compiled = (options) => ({
  available: () => Promise.resolve(),
  round: (model, changes) =>
    federatedRound(
      library('training/compiled/compiledTrainer').compiledTrainer(model, options),
      changes,
    ),
});

/** Engine -> title, the processors it is given, warm-up rounds, and how it runs. */
export const engines = {
  fit: {
    title: 'tfjs-node fit',
    oneCore: true,
    available: () => library('models/backend').useBackend('tensorflow'),
    round: fitRound,
  },
  tensorflow: { title: 'tfjs-node eager trainer', oneCore: true, ...eager('tensorflow') },
  wasm: { title: 'wasm eager trainer', oneCore: true, slow: true, ...eager('wasm') },
  compiled1: {
    title: 'compiled, 1 worker',
    oneCore: true,
    warmUp: 5,
    ...compiled({ engine: 'node', workers: 1 }),
  },
  compiled2: {
    title: 'compiled, 2 workers',
    oneCore: false,
    warmUp: 5,
    ...compiled({ engine: 'node', workers: 2 }),
  },
  web1: {
    title: 'onnxruntime-web, 1 worker',
    oneCore: true,
    warmUp: 8,
    ...compiled({ engine: 'web', workers: 1 }),
  },
};

/** Rounds of federated averaging, one after the other. @param changes to the plan */
function federatedRound(trainer, changes) {
  const { Rng } = library('core/rng');
  const { fedAvg } = library('strategies/fedAvg');
  const algorithm = fedAvg({ trainer, rng: Rng.fromSeed(1), ...plan, ...changes });
  let state = algorithm.initialize();
  return async (clients) => {
    ({ state } = await algorithm.next(state, clients));
  };
}

/** tfjs's own training loop: each client from the same weights, its examples resident as tensors. */
function fitRound(model) {
  const tf = tfjs();
  const { getParameters, setParameters } = library('models/parameters');
  const { makeBatch } = library('training/batches');
  const { WeightedMean } = library('aggregation/weightedMean');
  model.compile({
    optimizer: tf.train.sgd(plan.clientLearningRate),
    loss: (labels, logits) => tf.losses.softmaxCrossEntropy(labels, logits),
  });
  const tensors = new Map();
  let parameters = getParameters(model);
  return async (clients) => {
    const mean = new WeightedMean(parameters.length);
    for (const { train } of clients) {
      if (!tensors.has(train)) {
        const { images, labels } = makeBatch(train, Array.from(train.labels.keys()));
        const x = tf.tensor(images, [train.size, ...train.shape]);
        tensors.set(train, [x, tf.oneHot(tf.tensor1d(labels, 'int32'), 10).toFloat()]);
      }
      setParameters(model, parameters);
      const [x, y] = tensors.get(train);
      await model.fit(x, y, {
        epochs: plan.localEpochs,
        batchSize: plan.batchSize,
        shuffle: true,
        verbose: 0,
      });
      mean.add(getParameters(model), train.size);
    }
    parameters = mean.result();
  };
}
