import { counted } from '../../core/counted';
import { useBackend } from '../../models/backend';
import { makeModel } from '../../models/makeModel';
import type { ModelName } from '../../models/makeModel';
import { getParameters, specOf } from '../../models/parameters';
import type { ImageShape } from '../../data/dataset';
import type { FederationModel } from './writeServerApp';

export interface ZooModelOptions {
  readonly model: ModelName;
  readonly shape: ImageShape;
  readonly classes: number;
  /** Determines the initial weights. */
  readonly seed: number;
}

/**
 * A model of the zoo with its initial weights, the same as in a simulation with this seed.
 *
 * ```ts
 * const model = await fl.flower.zooModel({ model: 'cnn', shape: [28, 28, 1], classes: 10, seed: 1 });
 * ```
 *
 * @throws ArgumentError for an unknown name, and for images too small for the model
 */
export async function zooModel({
  model: name,
  ...options
}: ZooModelOptions): Promise<FederationModel> {
  await useBackend('cpu');
  const model = makeModel(name, options);
  try {
    const { shape, classes } = options;
    return {
      title: `${name} for images ${shape.join(' × ')}, ${counted(classes, 'class', 'classes')}`,
      spec: specOf(model),
      parameters: getParameters(model),
    };
  } finally {
    model.dispose();
  }
}
