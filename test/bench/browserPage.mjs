/*
 * Runs in a page: one model, trained by both engines in turn, so that what else the machine does meets both
 * alike. Workloads and plan are those of workloads.mjs, on as many random images.
 */
import * as fl from '/library/index.js';

const models = {
  softmax: () => fl.softmaxRegression(),
  '2nn': () => fl.denseClassifier({ hidden: [200, 200], seed: 1 }),
  cnn: () => fl.cnn({ seed: 1 }),
};

/** Milliseconds a step of each engine, in the order measured. */
globalThis.measure = async ({ workload, plan, stepsPerClient, rounds, passes }) => {
  await fl.useBackend('wasm');
  const clients = randomClients();
  const model = models[workload];
  const engines = {
    compiled: [fl.compiledTrainer(model(), { workers: 1 }), clients],
    // A client is enough of what takes long.
    eager: [fl.eagerTrainer(model()), workload === 'softmax' ? clients : clients.slice(0, 1)],
  };
  const times = { compiled: [], eager: [] };
  const run = {};
  for (const [name, [trainer, cohort]] of Object.entries(engines)) {
    const algorithm = fl.fedAvg({ trainer, rng: fl.Rng.fromSeed(1), ...plan });
    let state = algorithm.initialize();
    run[name] = async () => {
      const start = performance.now();
      ({ state } = await algorithm.next(state, cohort));
      return (performance.now() - start) / (cohort.length * stepsPerClient);
    };
    for (let warmUp = name === 'compiled' ? 5 : 1; warmUp > 0; warmUp--) await run[name]();
  }
  for (let pass = 0; pass < passes; pass++) {
    for (const name of Object.keys(run)) {
      for (let round = 0; round < rounds; round++) times[name].push(await run[name]());
    }
  }
  return times;
};

function randomClients() {
  const names = Array.from({ length: 10 }, (_, digit) => String(digit));
  return Array.from({ length: 10 }, (_, k) => {
    const rng = fl.Rng.fromSeed(k);
    const images = Uint8Array.from({ length: 500 * 784 }, () => rng.uint32() >>> 24);
    const labels = Uint8Array.from({ length: 500 }, () => rng.integer(10));
    const train = fl.makeDataset(images, labels, [28, 28, 1], names);
    return { id: `client-${k}`, train, test: fl.subset(train, []) };
  });
}
