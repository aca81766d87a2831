import { exampleEpsilon } from '../../src/privacy/exampleEpsilon';
import { exampleText } from '../../src/simulate/examplePrivacy';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { command } from './command';

const config = {
  ...{ rounds: 3, localEpochs: 2, batchSize: 20, exampleClip: 1, exampleNoiseMultiplier: 1.5 },
} as const;

test('the promise is that of the smallest client over all steps of a run', () => {
  const delta = 50 ** -1.1;
  // Three batches of 20 out of 50 in each of six epochs.
  const plan = { examples: 50, batchSize: 20, noiseMultiplier: 1.5, steps: 18, delta };
  const epsilon = exampleEpsilon(plan).toPrecision(3);
  expect(exampleText(config, 50)).toBe(
    `noise multiplier 1.5, at most ε ${epsilon}, δ 0.0135 for each example of a client with 50, the ` +
      'fewest, after 3 rounds, against whoever gets its updates, the server, too',
  );
  expect(exampleText({ ...config, exampleNoiseMultiplier: 0 }, 50)).toBe(
    'gradients are clipped to 1; without noise nothing is promised',
  );
  expect(exampleText(config, 0)).toContain('a client with 2');
});

test('a run hides examples and says so', async () => {
  await withTemporaryFolder(async (folder) => {
    const size = ['--clients', '20', '--clients-per-round', '4', '--rounds', '1'];
    const options = ['--example-clip', '1', '--example-noise-multiplier', '1'];
    const { code, out } = await command([...size, ...options, '--out', folder]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /examples: noise multiplier 1, at most ε [\d.]+, δ [\d.]+ for each example/,
    );
  });
  const { code, err } = await command(['--example-noise-multiplier', '1']);
  expect(code).toBe(2);
  expect(err).toContain('--example-clip');
});
