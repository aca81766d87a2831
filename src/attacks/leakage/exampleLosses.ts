import type { Dataset } from '../../data/dataset';
import { imageAt } from '../../data/dataset';
import type { LocalTrainer } from '../../training/localTrainer';

/**
 * A model's loss on each example of a dataset, `[size]`.
 *
 * ```ts
 * const losses = await fl.attacks.exampleLosses(trainer, state.parameters, client.train);
 * ```
 */
export async function exampleLosses(
  trainer: LocalTrainer,
  parameters: Float32Array,
  dataset: Dataset,
): Promise<Float64Array> {
  const losses = new Float64Array(dataset.size);
  let i = 0;
  for await (const { lossSum } of trainer.evaluate(parameters, singles(dataset))) {
    losses[i++] = lossSum;
  }
  return losses;
}

/** Datasets of one example each, without copies. */
function* singles(dataset: Dataset): Generator<Dataset, void, undefined> {
  for (let i = 0; i < dataset.size; i++) {
    const labels = dataset.labels.subarray(i, i + 1);
    yield { ...dataset, images: imageAt(dataset, i), labels, size: 1 };
  }
}
