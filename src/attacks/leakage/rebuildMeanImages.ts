import { ArgumentError } from '../../core/errors';
import type { ParameterSpec } from '../../core/parameters';
import { denseLayer } from './denseLayer';
import { averageGradient } from './observedUpdate';
import type { ObservedUpdate } from './observedUpdate';
import type { RebuiltImages } from './rebuilt';
import { revealLabels } from './revealLabels';

/**
 * The mean image of each class that a client has, from its update of softmax regression, in closed form.
 *
 * With n examples, of which nₖ are of class k, a single step's gradient of the class's weights is
 * Kₖ = pₖ·x̄ − (nₖ/n)·mₖ, and that of its bias bₖ = pₖ − nₖ/n: x̄ is the mean of all images, mₖ that of the
 * class, pₖ the probability of the class. The nₖ are known ({@link revealLabels}). A class without examples
 * gives x̄ = Kₖ / bₖ. As no pixel is below 0, x̄ is nowhere below any Kₖ / pₖ, and is equal to one of them
 * wherever one class has no ink: this is taken for x̄, and mₖ follows.
 *
 * For one example the result is the image itself. It is exact for a batch if, in addition, all its images
 * have the same probabilities, as in the first step of a model that starts at zero.
 *
 * ```ts
 * const means = fl.attacks.rebuildMeanImages(observed, trainer.spec);
 * ```
 *
 * @param counts how many examples each class has; default: revealed
 * @returns one image for each class with examples
 * @throws ArgumentError like {@link revealLabels}, and for a model that is not a single dense layer
 */
export function rebuildMeanImages(
  observed: ObservedUpdate,
  spec: ParameterSpec,
  counts: ArrayLike<number> = revealLabels(observed, spec),
): RebuiltImages {
  if (spec.tensors.length !== 2) {
    throw new ArgumentError('spec', 'be of softmax regression', `${spec.tensors.length} tensors`);
  }
  const { kernel, bias, inputs, units: classes } = denseLayer(spec, 'last');
  if (counts.length !== classes) {
    throw new ArgumentError('counts', `hold ${classes} numbers`, counts.length);
  }
  const gradient = averageGradient(observed);
  const shares = Array.from(counts, (count) => count / observed.examples);
  const probabilities = shares.map((share, k) => gradient[bias.offset + k] + share);
  const weight = (pixel: number, k: number): number =>
    gradient[kernel.offset + pixel * classes + k];
  const probable = shares.flatMap((_, k) => (probabilities[k] > leastProbability ? [k] : []));
  const mean = Float64Array.from({ length: inputs }, (_, pixel) =>
    unit(Math.max(...probable.map((k) => weight(pixel, k) / probabilities[k]))),
  );
  const present = shares.flatMap((share, k) => (share > 0 ? [k] : []));
  const images = present.map((k) =>
    Array.from(mean, (value, pixel) =>
      unit((probabilities[k] * value - weight(pixel, k)) / shares[k]),
    ),
  );
  return { images: Float32Array.from(images.flat()), labels: Uint8Array.from(present) };
}

/** Quotients by smaller probabilities would be mostly rounding. */
const leastProbability = 1e-4;

const unit = (value: number): number => Math.min(1, Math.max(0, value));
