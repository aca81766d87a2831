import { nextTurn } from '../../platform/timers';
import * as tf from '@tensorflow/tfjs';
import { nonNegative, positive, wholeNumber } from '../../core/check';
import { ArgumentError, FederatedError } from '../../core/errors';
import { cellSignal } from '../../core/interruption';
import { checkLength } from '../../core/parameters';
import type { Rng } from '../../core/rng';
import type { ImageShape } from '../../data/dataset';
import { registerSecondDerivatives } from '../../models/secondDerivatives';
import { lossOf } from '../../training/eager/loss';
import type { Loss } from '../../training/eager/loss';
import { eagerModel } from '../../training/eager/model';
import type { EagerModel, TrainableModel } from '../../training/eager/model';
import {
  asTensors,
  cosineDistance,
  replayedGradient,
  totalVariation,
  trainedOf,
} from './gradientDistance';
import type { ClientReplay } from './gradientDistance';
import { averageGradient } from './observedUpdate';
import type { ObservedUpdate } from './observedUpdate';
import { labelsOf } from './rebuilt';
import type { RebuiltImages } from './rebuilt';
import { revealLabels } from './revealLabels';

/** How far an inversion is. */
export interface InversionProgress {
  /** 0 for the first start. */
  readonly restart: number;
  /** Steps done since the start, and how many there will be. */
  readonly iteration: number;
  readonly iterations: number;
  /** The distance of the gradients, in [0, 2]. */
  readonly distance: number;
}

/** Options of {@link invertGradient}. */
export interface InversionOptions {
  /** Height, width and channels of an image. */
  readonly shape: ImageShape;
  /** Decides the images that the search starts from. */
  readonly rng: Rng;
  /** Labels of the examples, if known; default: revealed by {@link revealLabels}. */
  readonly labels?: ArrayLike<number>;
  /** Steps of the search, a whole number of at least 8; default 200. */
  readonly iterations?: number;
  /** How far a pixel moves in the first steps, > 0; default 0.1. */
  readonly learningRate?: number;
  /** Weight of the images' total variation, ≥ 0; default 1e-4. */
  readonly totalVariation?: number;
  /** Searches from other images; the one that ends nearest to the gradient counts. Default 1. */
  readonly starts?: number;
  /**
   * Whether all local steps of a client are repeated and differentiated, instead of taking their mean
   * gradient for that of the global model; default false. Needs steps on all examples at once. The true
   * images then are a minimum of the distance, but the search is slower, and may get stuck: take several
   * starts.
   */
  readonly replaySteps?: boolean;
  /** One loss per example; default as the trainers'. */
  readonly loss?: Loss;
  /** Ends the search with its reason; default the notebook cell's. */
  readonly signal?: AbortSignal;
  /** Called several times per second. */
  readonly onProgress?: (progress: InversionProgress) => void;
}

/** Images whose gradient is near the client's. */
export interface Inversion extends RebuiltImages {
  /** {@link cosineDistance} of their gradient from the client's, in [0, 2]. */
  readonly distance: number;
}

/**
 * Rebuilds the images that a client has trained on, from its update: searches for images whose gradient has
 * the direction of the client's (Zhu et al. 2019, "Deep leakage from gradients"; Geiping et al. 2020,
 * "Inverting gradients", Section 4: cosine distance, total variation, Adam on the gradient's signs, pixels
 * in [0, 1]). The learning rate is divided by 10 after 3/8, 5/8 and 7/8 of the iterations. Labels are revealed
 * first (Zhao et al. 2020).
 *
 * It computes on tfjs's current backend and gives way to timers several times per second; no tensor is left
 * behind, and the model's own weights are not touched.
 *
 * ```ts
 * const plan = { clientLearningRate: 0.1, localEpochs: 1, batchSize: 'full' } as const;
 * const observed = { parameters, update, examples: 4, plan };
 * const rebuilt = await fl.attacks.invertGradient(model, observed, { shape: [28, 28, 1], rng });
 * ```
 *
 * @param model the one that was trained; its outputs are computed as for prediction, without dropout
 * @throws ArgumentError like {@link averageGradient}, for an update that is zero, and for options out of range
 */
export async function invertGradient(
  model: TrainableModel,
  observed: ObservedUpdate,
  options: InversionOptions,
): Promise<Inversion> {
  const gradient = averageGradient(observed);
  if (gradient.every((value) => value === 0)) {
    throw new ArgumentError('update', 'hold a number that is not 0', 0);
  }
  const settings = checked(observed, options);
  registerSecondDerivatives();
  const eager = eagerModel(model);
  const kept: tf.Tensor[] = [];
  const keep = <T extends tf.Tensor>(tensors: T[]): T[] => (kept.push(...tensors), tensors);
  try {
    checkLength(eager.spec, 'parameters', observed.parameters);
    const labels = labelsFor(eager, observed, options);
    const replay: Omit<ClientReplay, 'steps'> = {
      model: eager,
      loss: lossOf(eager, options.loss),
      labels: keep([tf.tensor1d(Array.from(labels), 'int32')])[0],
      clientLearningRate: observed.plan.clientLearningRate,
    };
    const weights = keep(asTensors(eager, observed.parameters));
    const target = trainedOf(eager, keep(asTensors(eager, gradient)));
    const distanceOf: Distance = (images, steps) =>
      cosineDistance(replayedGradient({ ...replay, steps }, weights, images), target);
    let best: Inversion | undefined;
    for (let restart = 0; restart < settings.starts; restart++) {
      const found = await search(distanceOf, labels.length, { ...settings, restart });
      if (!best || found.distance < best.distance) best = { ...found, labels };
    }
    return best!;
  } finally {
    tf.dispose(kept);
    eager.dispose();
  }
}

type Settings = Required<
  Pick<
    InversionOptions,
    'shape' | 'rng' | 'iterations' | 'learningRate' | 'totalVariation' | 'starts'
  >
> &
  Pick<InversionOptions, 'onProgress'> & {
    readonly signal: AbortSignal | undefined;
    /** Steps of the client that are repeated. */
    readonly steps: number;
  };

/** The distance of the gradient that images give when a client takes so many steps. */
type Distance = (images: tf.Tensor4D, steps: number) => tf.Scalar;

function checked({ examples, plan }: ObservedUpdate, options: InversionOptions): Settings {
  const { iterations = 200, learningRate = 0.1, totalVariation = 1e-4, starts = 1 } = options;
  const { shape, rng, replaySteps = false, onProgress, signal = cellSignal() } = options;
  wholeNumber('iterations', iterations, 8);
  positive('learningRate', learningRate);
  nonNegative('totalVariation', totalVariation);
  wholeNumber('starts', starts, 1);
  if (replaySteps && plan.batchSize !== 'full' && plan.batchSize < examples) {
    const rule = `be full or at least ${examples}, so that steps can be repeated`;
    throw new ArgumentError('plan.batchSize', rule, plan.batchSize);
  }
  return {
    ...{ shape, rng, iterations, learningRate, totalVariation, starts, signal },
    steps: replaySteps ? plan.localEpochs : 1,
    ...(onProgress && { onProgress }),
  };
}

function labelsFor(
  { spec }: Pick<EagerModel, 'spec'>,
  observed: ObservedUpdate,
  { labels }: InversionOptions,
): Uint8Array {
  if (!labels) return labelsOf(revealLabels(observed, spec));
  if (labels.length !== observed.examples) {
    throw new ArgumentError('labels', `be ${observed.examples}`, labels.length);
  }
  return Uint8Array.from(labels).sort();
}

/** How long the search goes on before it gives way to timers, signals and displays. */
const sliceMilliseconds = 100;

/** One search from random images. */
async function search(
  distanceOf: Distance,
  examples: number,
  settings: Settings & { readonly restart: number },
): Promise<Omit<Inversion, 'labels'>> {
  const { shape, rng, iterations, learningRate, signal, onProgress, restart } = settings;
  const size = examples * shape[0] * shape[1] * shape[2];
  const stream = rng.split('start', restart);
  const start = Float32Array.from({ length: size }, () => stream.uniform());
  const images = tf.tidy(() => tf.variable(tf.tensor4d(start, [examples, ...shape])));
  let optimizer = tf.train.adam(learningRate);
  try {
    let due = performance.now() + sliceMilliseconds;
    let distance = NaN;
    for (let iteration = 0; iteration < iterations; iteration++) {
      const decays = [3, 5, 7].filter((eighths) => iteration >= (eighths * iterations) / 8).length;
      if (decays > 0 && iteration === Math.ceil(((1 + 2 * decays) * iterations) / 8)) {
        optimizer.dispose();
        optimizer = tf.train.adam(learningRate * 0.1 ** decays);
      }
      // The mean gradient leads near the images, and quickly; the repeated steps are for the rest.
      const steps = decays > 0 ? settings.steps : 1;
      const current = (given: tf.Tensor4D): tf.Scalar => distanceOf(given, steps);
      distance = descend(current, images, optimizer, settings.totalVariation);
      if (!Number.isFinite(distance)) {
        throw new FederatedError(`iteration ${iteration + 1}: the distance is not finite`);
      }
      if (performance.now() < due && iteration + 1 < iterations) continue;
      onProgress?.({ restart, iteration: iteration + 1, iterations, distance });
      await nextTurn();
      signal?.throwIfAborted();
      due = performance.now() + sliceMilliseconds;
    }
    const found = tf.tidy(() => distanceOf(images as tf.Tensor4D, settings.steps).dataSync()[0]);
    return { images: images.dataSync<'float32'>().slice(), distance: Math.max(0, found) };
  } finally {
    optimizer.dispose();
    images.dispose();
  }
}

/** One step of Adam on the signs of the gradient; returns the distance before it. */
function descend(
  distanceOf: (images: tf.Tensor4D) => tf.Scalar,
  images: tf.Variable,
  optimizer: tf.Optimizer,
  weight: number,
): number {
  return tf.tidy(() => {
    let distance: tf.Scalar | undefined;
    const { grad } = tf.valueAndGrad((given: tf.Tensor) => {
      distance = tf.keep(distanceOf(given as tf.Tensor4D));
      return tf.add(distance, tf.mul(weight, totalVariation(given as tf.Tensor4D)));
    })(images);
    optimizer.applyGradients({ [images.name]: tf.sign(grad) });
    images.assign(tf.clipByValue(images, 0, 1));
    const value = distance!.dataSync()[0];
    distance!.dispose();
    return value;
  });
}
