import * as tf from '@tensorflow/tfjs';

/**
 * Random numbers of the given shape, new ones at each call, uniform in [0, 1) or standard normal.
 */
export type Draw = (kind: 'uniform' | 'normal', shape: readonly number[]) => tf.Tensor;

type Call = tf.layers.Layer['call'];
type Noise = (x: tf.Tensor, config: tf.serialization.ConfigDict, draw: Draw) => tf.Tensor;

/**
 * What noise layers do in training, with the given random numbers; tfjs's own draw in JavaScript.
 */
const noises: Readonly<Record<string, Noise | undefined>> = {
  Dropout(x, { rate, noiseShape }, draw) {
    const lengths = noiseShape as (number | null)[] | null | undefined;
    return dropped(x, rate as number, lengths?.map((n, i) => n ?? x.shape[i]) ?? x.shape, draw);
  },
  SpatialDropout1D(x, { rate }, draw) {
    return dropped(x, rate as number, [x.shape[0], 1, x.shape[2]!], draw);
  },
  GaussianNoise(x, { stddev }, draw) {
    return tf.add(x, tf.mul(draw('normal', x.shape), stddev as number));
  },
  GaussianDropout(x, config, draw) {
    const rate = config.rate as number;
    if (rate <= 0 || rate >= 1) return x;
    const deviation = Math.sqrt(rate / (1 - rate));
    return tf.mul(x, tf.add(tf.mul(draw('normal', x.shape), deviation), 1));
  },
  /**
   * Klambauer et al., Self-Normalizing Neural Networks (2017), as implemented in tfjs: a dropped
   * entry is set to the saturation value with the opposite sign.
   */
  AlphaDropout(x, config, draw) {
    const rate = config.rate as number;
    if (rate <= 0 || rate >= 1) return x;
    const saturation = -1.6732632423543772 * 1.0507009873554805;
    const kept = tf.cast(tf.greaterEqual(draw('uniform', x.shape), rate), 'float32');
    const scale = ((1 - rate) * (1 + rate * saturation ** 2)) ** -0.5;
    const mixed = tf.add(tf.mul(x, kept), tf.mul(tf.add(kept, -1), saturation));
    return tf.add(tf.mul(mixed, scale), -scale * saturation * rate);
  },
};

/** A noise layer's `call` with the given random numbers; undefined for other layers. */
export function noiseCall(layer: tf.layers.Layer, draw: Draw): Call | undefined {
  const noise = noises[layer.getClassName()];
  if (!noise) return undefined;
  return (inputs, kwargs) => {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return kwargs.training ? tf.tidy(() => noise(x, layer.getConfig(), draw)) : x.clone();
  };
}

/** tf.dropout: entries are kept with probability `1 - rate`, and then scaled up. */
function dropped(x: tf.Tensor, rate: number, shape: readonly number[], draw: Draw): tf.Tensor {
  if (rate <= 0 || rate >= 1) return x.clone();
  const kept = tf.floor(tf.add(draw('uniform', shape), 1 - rate));
  return tf.mul(x, tf.div(kept, 1 - rate));
}
