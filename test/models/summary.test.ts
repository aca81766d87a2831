import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../src/models/backend';
import { makeModel } from '../../src/models/makeModel';
import { summary } from '../../src/models/summary';

beforeAll(async () => {
  await useBackend('cpu');
});

test('the tutorial’s network as Keras shows it', () => {
  expect(String(summary(makeModel('cnn', { seed: 1 })))).toBe(
    `
Layer (type)          Output shape         Parameters
=====================================================
conv1 (Conv2D)        (batch, 26, 26, 32)         320
pool1 (MaxPooling2D)  (batch, 13, 13, 32)           0
flatten (Flatten)     (batch, 5408)                 0
dense1 (Dense)        (batch, 128)            692,352
logits (Dense)        (batch, 10)               1,290
=====================================================
Total parameters: 693,962
Trainable: 693,962
Not trainable: 0`.trim(),
  );
});

test('branches show what each layer reads, frozen layers are counted apart', () => {
  const input = tf.input({ name: 'x', shape: [null, 2] });
  const left = tf.layers.dense({ name: 'left', units: 3, trainable: false });
  const right = tf.layers.dense({ name: 'right', units: 3 });
  const outputs = tf.layers
    .add({ name: 'sum' })
    .apply([left, right].map((layer) => layer.apply(input) as tf.SymbolicTensor));
  const model = tf.model({ inputs: input, outputs: outputs as tf.SymbolicTensor });
  right.apply(tf.input({ shape: [5, 2] })); // use of a layer elsewhere does not show
  expect(String(summary(model))).toBe(
    `
Layer (type)    Output shape     Parameters  Inputs
========================================================
x (InputLayer)  (batch, any, 2)           0
left (Dense)    (batch, any, 3)           9  x
right (Dense)   (batch, any, 3)           9  x
sum (Add)       (batch, any, 3)           0  left, right
========================================================
Total parameters: 18
Trainable: 9
Not trainable: 9`.trim(),
  );
});
