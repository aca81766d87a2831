import * as tf from '@tensorflow/tfjs';
import { wholeNumber } from '../core/check';
import { imageClassifier, layerSeeds } from './classifier';
import type { SeededOptions } from './classifier';
import { GroupNormalization } from './groupNormalization';

/** Filters of each stage; each stage halves the height and width of the one before it. */
const stages = [16, 32, 64];

/** Two groups in each normalization, as in Reddi et al. 2021. */
const groups = 2;

/**
 * The residual network of He et al. 2016, Section 4.2, for small images such as CIFAR-10's, with
 * group instead of batch normalization (Hsieh et al. 2020; Reddi et al. 2021, Section 4): three
 * stages of 16, 32 and 64 filters, `6 · blocks + 2` layers with weights. The default, a ResNet-8,
 * has 78,042 parameters for `[32, 32, 3]` images and 10 classes. Shortcuts that change the shape
 * are 1 × 1 convolutions (option B of the paper). Outputs logits `[batch, classes]`.
 *
 * ```ts
 * const model = fl.residualNetwork({ classes: 10, seed: 1, blocks: 2 });
 * ```
 *
 * @param options.shape default `[32, 32, 3]`; height and width of at least 4
 * @param options.blocks residual blocks of each stage, 1 to 18; 3 is ResNet-20
 * @param options.seed decides the initial weights (He normal)
 */
export function residualNetwork({
  blocks = 1,
  ...options
}: SeededOptions & { readonly blocks?: number }): tf.LayersModel {
  const { shape, classes, seed } = imageClassifier(
    { ...options, shape: options.shape ?? [32, 32, 3] },
    4,
  );
  wholeNumber('blocks', blocks, 1, 18);
  const nextSeed = layerSeeds(seed);
  const convolution = (name: string, filters: number, kernelSize: number, strides: number) =>
    tf.layers.conv2d({
      name,
      filters,
      kernelSize,
      strides,
      padding: 'same',
      useBias: false,
      kernelInitializer: tf.initializers.heNormal({ seed: nextSeed() }),
    });
  const normalization = (name: string) => new GroupNormalization({ name, groups });
  const relu = (name: string) => tf.layers.activation({ name, activation: 'relu' });

  const block = (name: string, x: tf.SymbolicTensor, filters: number): tf.SymbolicTensor => {
    const strides = x.shape[3] === filters ? 1 : 2;
    const layers = [
      convolution(`${name}_conv1`, filters, 3, strides),
      normalization(`${name}_norm1`),
      relu(`${name}_relu1`),
      convolution(`${name}_conv2`, filters, 3, 1),
      normalization(`${name}_norm2`),
    ];
    const shortcut =
      strides === 1
        ? []
        : [
            convolution(`${name}_shortcut`, filters, 1, strides),
            normalization(`${name}_shortcut_norm`),
          ];
    const sum = tf.layers.add({ name: `${name}_add` });
    return applied(sum.apply([applied(x, layers), applied(x, shortcut)]) as tf.SymbolicTensor, [
      relu(`${name}_relu2`),
    ]);
  };

  const images = tf.input({ name: 'images', shape });
  let x = applied(images, [
    convolution('conv1', stages[0], 3, 1),
    normalization('norm1'),
    relu('relu1'),
  ]);
  for (let i = 0; i < blocks * stages.length; i++) {
    x = block(`block${i + 1}`, x, stages[Math.floor(i / blocks)]);
  }
  const kernelInitializer = tf.initializers.glorotUniform({ seed: nextSeed() });
  const outputs = applied(x, [
    tf.layers.globalAveragePooling2d({ name: 'pool', dataFormat: 'channelsLast' }),
    tf.layers.dense({ name: 'logits', units: classes, kernelInitializer }),
  ]);
  return tf.model({ inputs: images, outputs });
}

/** The result of applying layers to a tensor, one after the other. */
function applied(x: tf.SymbolicTensor, layers: readonly tf.layers.Layer[]): tf.SymbolicTensor {
  return layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, x);
}
