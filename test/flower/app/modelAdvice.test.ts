import { modelAdvice } from '../../../src/flower/app/modelAdvice';
import { toArrays } from '../../../src/core/namedArrays';
import { useBackend } from '../../../src/models/backend';
import { makeModel } from '../../../src/models/makeModel';
import type { ModelName } from '../../../src/models/makeModel';
import { getParameters, specOf } from '../../../src/models/parameters';
import type { ImageShape } from '../../../src/data/dataset';

beforeAll(() => useBackend('cpu'));

function arraysOf(name: ModelName, shape: ImageShape) {
  const model = makeModel(name, { shape, classes: 10, seed: 1 });
  const arrays = toArrays(specOf(model), getParameters(model));
  model.dispose();
  return arrays;
}

const digits = { shape: [28, 28, 1], classes: 10 } as const;

test.each(['softmax', 'mlp', '2nn', 'cnn'] as const)('arrays of %s name that model', (name) => {
  const advice = (model: ModelName) =>
    modelAdvice(arraysOf(name, [28, 28, 1]), { ...digits, model });
  expect(advice(name)).toBeUndefined();
  expect(advice('resnet')).toBe(
    `the server's model is ${name}: start this client with --model ${name}`,
  );
});

test('arrays that no model has for these images name both options', () => {
  expect(modelAdvice(arraysOf('softmax', [32, 32, 3]), { ...digits, model: 'softmax' })).toBe(
    '--model is softmax here, and no model for images 28 × 28 × 1 and 10 classes has these ' +
      'arrays: --model and --dataset must match the server’s',
  );
});
