import { counted } from '../core/counted';
import type { FilledSettings } from '../options/table';
import { exampleEpsilon } from '../privacy/exampleEpsilon';
import { stepCount } from '../training/batches';

/**
 * What is promised to single examples if their client takes part in every round, in a sentence. It is
 * that of the client with the fewest examples, each of which is in more of the steps than elsewhere; δ is
 * n^−1.1 for its n examples.
 *
 * @param fewest how many examples that client has
 */
export function exampleText(
  config: Pick<
    FilledSettings,
    'rounds' | 'localEpochs' | 'batchSize' | 'exampleClip' | 'exampleNoiseMultiplier'
  >,
  fewest: number,
): string {
  const { rounds, batchSize, exampleClip, exampleNoiseMultiplier: noiseMultiplier = 0 } = config;
  if (noiseMultiplier === 0) {
    return `gradients are clipped to ${exampleClip}; without noise nothing is promised`;
  }
  const examples = Math.max(fewest, 2); // a single one would make δ 1
  const [steps, delta] = [rounds * stepCount(examples, config), examples ** -1.1];
  const epsilon = exampleEpsilon({ examples, batchSize, noiseMultiplier, steps, delta });
  return (
    `noise multiplier ${noiseMultiplier}, at most ε ${epsilon.toPrecision(3)}, ` +
    `δ ${Number(delta.toPrecision(3))} for each example of a client with ${examples}, the fewest, ` +
    `after ${counted(rounds, 'round')}, against whoever gets its updates, the server, too`
  );
}
