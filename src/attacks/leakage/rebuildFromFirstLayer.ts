import { ArgumentError } from '../../core/errors';
import type { ParameterSpec } from '../../core/parameters';
import { denseLayer } from './denseLayer';
import { averageGradient } from './observedUpdate';
import type { ObservedUpdate } from './observedUpdate';
import { labelsOf } from './rebuilt';
import type { RebuiltImages } from './rebuilt';
import { revealLabels } from './revealLabels';

/**
 * The image that a client has trained on, from its update of a network whose first layer is dense, in closed
 * form (Phong et al. 2017, "Privacy-preserving deep learning: revisited and enhanced", Section 3).
 *
 * The gradient of a unit's weights is the image times the gradient of its bias, so each unit gives the image
 * as their quotient. Here it is the least-squares solution over all units. With one example it is exact, also
 * after any number of local epochs; with more the quotients are mixtures of the images, which is why this
 * refuses them.
 *
 * ```ts
 * const rebuilt = fl.attacks.rebuildFromFirstLayer(observed, trainer.spec);
 * ```
 *
 * @throws ArgumentError like {@link revealLabels}, for more than one example, for a network whose first layer
 *   is not dense, and for an update that leaves all biases of the first layer as they were
 */
export function rebuildFromFirstLayer(
  observed: ObservedUpdate,
  spec: ParameterSpec,
): RebuiltImages {
  if (observed.examples !== 1) throw new ArgumentError('examples', 'be 1', observed.examples);
  const { kernel, bias, inputs, units } = denseLayer(spec, 'first');
  const gradient = averageGradient(observed);
  const biases = gradient.subarray(bias.offset, bias.offset + units);
  const energy = biases.reduce((sum, value) => sum + value * value, 0);
  if (energy === 0) throw new ArgumentError('update', 'change a bias of the first layer', 0);
  const images = Float32Array.from({ length: inputs }, (_, pixel) => {
    const row = kernel.offset + pixel * units;
    const product = biases.reduce((sum, value, unit) => sum + value * gradient[row + unit], 0);
    return Math.min(1, Math.max(0, product / energy));
  });
  return { images, labels: labelsOf(revealLabels(observed, spec)) };
}
