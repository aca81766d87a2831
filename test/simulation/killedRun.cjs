/**
 * A run that the test next door kills: `node killedRun.cjs FOLDER ROUNDS`. Goes on from the
 * checkpoint in FOLDER, saves one after every round, and writes weights.npz at the end. SCAFFOLD
 * with a server momentum, so that a state has vectors of every kind; a trainer without a model, and
 * large vectors, so that much of the time goes into writing.
 */
const { join, resolve } = require('node:path');

const library = (path) => require(resolve(__dirname, '..', '..', 'src', 'dist', path));
const { Rng } = library('core/rng');
const { parameterSpec } = library('core/parameters');
const { toArrays } = library('core/namedArrays');
const { writeNpz } = library('core/npz');
const { makeDataset } = library('data/makeDataset');
const { federate } = library('data/federate');
const { serverMomentum } = library('aggregation/serverOptimizer');
const { scaffold } = library('strategies/scaffold');
const { loadCheckpoint, saveCheckpoint } = library('simulation/checkpoint');
const { federatedRounds } = library('simulation/rounds');
const { uniformSampling } = library('simulation/sampling');

const [folder, rounds] = process.argv.slice(2);
const size = 50_000;
const seed = 4;
const rng = Rng.fromSeed(seed);
const trainer = {
  spec: parameterSpec([{ name: 'w', shape: [size] }]),
  initialParameters: () => new Float32Array(size).fill(1),
  async *train(parameters, tasks, plan) {
    for (const { clientId, examples, rng: own, correction } of tasks) {
      await Promise.resolve();
      const noise = own.normal();
      const update = parameters.map((w, i) => -0.1 * (w + noise + (correction?.[i] ?? 0)));
      const training = { examples: examples.size, lossSum: noise, correct: 1 };
      yield { clientId, update, examples: examples.size, steps: plan.localEpochs, training };
    }
  },
  recycle: () => undefined,
};
const federated = federate({
  name: 'blank',
  description: 'Blank images.',
  simulated: true,
  dataset: makeDataset(new Uint8Array(8), new Uint8Array(8), [1, 1, 1], ['0', '1']),
  partition: Array.from({ length: 8 }, (_, i) => Uint32Array.of(i)),
  heldOut: 0,
  rng,
});
const algorithm = scaffold({
  ...{ trainer, rng, clients: 8, localEpochs: 1, batchSize: 1, clientLearningRate: 0.1 },
  serverOptimizer: serverMomentum(0.5, 0.5),
});

async function main() {
  const checkpoints = join(folder, 'checkpoint');
  const start = loadCheckpoint(checkpoints);
  const records = [...(start?.records ?? [])];
  let state = start?.state ?? algorithm.initialize();
  process.stdout.write(`from ${state.round}\n`);
  const options = { rounds: Number(rounds), sampler: uniformSampling(3), rng, trainer, start };
  for await (const outcome of federatedRounds(algorithm, federated, options)) {
    ({ state } = outcome);
    records.push({ ...outcome.record, seconds: 0 });
    saveCheckpoint(checkpoints, { state, records, seed });
  }
  await writeNpz(join(folder, 'weights.npz'), toArrays(trainer.spec, state.parameters));
}

void main();
