import * as tf from '@tensorflow/tfjs';
import { positive, wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';

/** Options of {@link GroupNormalization}. */
export interface GroupNormalizationOptions {
  readonly name?: string;
  /** Number of groups; it must divide the number of channels. Default 32, as in the paper. */
  readonly groups?: number;
  /** Added to the variance; default 0.001, as in Keras. */
  readonly epsilon?: number;
}

/**
 * Group normalization: each example's channels are split into groups, and each group gets mean 0
 * and variance 1 over its positions and channels; then each channel has a factor `gamma` and an
 * offset `beta`. Unlike batch normalization it keeps no statistics on which clients with different
 * data could disagree.
 *
 * From `[batch, …, channels]` to the same shape. Wu & He, Group Normalization (2018), eqs. 1, 2 and 7.
 */
export class GroupNormalization extends tf.layers.Layer {
  static readonly className = 'GroupNormalization';

  readonly groups: number;
  readonly epsilon: number;
  #gamma: ReturnType<tf.layers.Layer['addWeight']> | undefined;
  #beta: ReturnType<tf.layers.Layer['addWeight']> | undefined;

  constructor({ groups = 32, epsilon = 1e-3, ...rest }: GroupNormalizationOptions = {}) {
    super(rest);
    this.groups = wholeNumber('groups', groups, 1);
    this.epsilon = positive('epsilon', epsilon);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = shapeOf(inputShape).at(-1) ?? 0;
    if (channels === 0 || channels % this.groups !== 0) {
      throw new ArgumentError('groups', `divide the ${channels} channels`, this.groups);
    }
    this.#gamma = this.addWeight('gamma', [channels], 'float32', tf.initializers.ones());
    this.#beta = this.addWeight('beta', [channels], 'float32', tf.initializers.zeros());
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const channels = x.shape[x.shape.length - 1];
      const images = x.reshape([x.shape[0], -1, channels]);
      const centered = tf.sub(images, this.#groupMeans(images));
      const variance = this.#groupMeans(tf.square(centered));
      const scale = tf.mul(tf.rsqrt(tf.add(variance, this.epsilon)), this.#gamma!.read());
      return tf.add(tf.mul(centered, scale), this.#beta!.read()).reshape(x.shape);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.groups, epsilon: this.epsilon };
  }

  /**
   * The means over the positions and channels of each group, repeated for each channel:
   * `[batch, positions, channels]` to `[batch, 1, channels]`.
   */
  #groupMeans(x: tf.Tensor): tf.Tensor {
    const [batch, , channels] = x.shape;
    const members = channels / this.groups;
    const perChannel = tf.mean(x, 1).reshape([batch, this.groups, members]);
    const perGroup = tf.mean(perChannel, 2, true);
    return tf.mul(perGroup, tf.ones([1, 1, members])).reshape([batch, 1, channels]);
  }
}

function shapeOf(shape: tf.Shape | tf.Shape[]): tf.Shape {
  return Array.isArray(shape[0]) ? shape[0] : (shape as tf.Shape);
}

tf.serialization.registerClass(GroupNormalization);
