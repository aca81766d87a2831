import type { AnyDataset } from '../data/dataset';
import type { LocalTrainer } from './localTrainer';
import { classOf } from './metrics';

/** The class that the model finds most likely for each example: `size` class numbers. */
export async function predictClasses(
  trainer: LocalTrainer,
  parameters: Float32Array,
  dataset: AnyDataset,
): Promise<Uint8Array> {
  const outputs = await trainer.predict(parameters, dataset);
  const classes = dataset.size === 0 ? 0 : outputs.length / dataset.size;
  return Uint8Array.from({ length: dataset.size }, (_, i) =>
    classOf(outputs, i * classes, classes, trainer.threshold ?? 0),
  );
}
