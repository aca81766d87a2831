import { join } from 'node:path';
import { parameterSpec } from '../../../src/core/parameters';
import { Rng } from '../../../src/core/rng';
import { writeServerApp } from '../../../src/flower/server/writeServerApp';
import { flowerTest, runFlowerPython } from '../../support/flowerPython';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { largestDifference } from '../../support/trainers';

type Model = Readonly<Record<'kernel' | 'moving_variance', number[]>>;

const spec = parameterSpec([
  { name: 'kernel', shape: [2] },
  { name: 'moving_variance', shape: [2], trained: false },
]);
const model: Model = { kernel: [1, -1], moving_variance: [1, 0.5] };
const examples = [45, 20, 7];

/** Every client's variance halves in each round, up to a little noise. */
function updates(): Model[][] {
  const rng = Rng.fromSeed(1);
  return [1, 2, 4].map((divisor) =>
    examples.map(() => ({
      kernel: [rng.normal(), rng.normal()],
      moving_variance: model.moving_variance.map(
        (v) => (-(0.45 + rng.uniform() / 10) * v) / divisor,
      ),
    })),
  );
}

const stepping = ['FedAvgM', 'FedAdagrad', 'FedAdam', 'FedYogi', 'QFedAvg'];
const averaging = ['FedAvg', 'FedProx'];

flowerTest('in a server app too, every strategy averages statistics', async () => {
  const job = { strategies: [...stepping, ...averaging], model, examples, updates: updates() };
  await withTemporaryFolder(async (folder) => {
    const app = join(folder, 'app');
    const parameters = Float32Array.from([...model.kernel, ...model.moving_variance]);
    await writeServerApp(app, { title: 'two numbers', spec, parameters });
    const answer = await runFlowerPython('steppingStrategies.py', [app], JSON.stringify(job));
    const after = JSON.parse(answer) as Record<string, Model[]>;
    for (const name of job.strategies) {
      let expected = model.moving_variance;
      job.updates.forEach((round, t) => {
        const weights = examples.map((size) => (name === 'QFedAvg' ? 1 : size));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        expected = expected.map((value, i) =>
          round.reduce((sum, u, k) => sum + (weights[k] / total) * u.moving_variance[i], value),
        );
        expect(largestDifference(after[name][t].moving_variance, expected)).toBeLessThan(1e-6);
      });
      expect(largestDifference(after[name][2].kernel, model.kernel)).toBeGreaterThan(1e-3);
    }
  });
});
