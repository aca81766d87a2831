import { useBackend } from '../../../src/models/backend';
import { cnn, softmaxRegression } from '../../../src/models/zoo';
import { getParameters } from '../../../src/models/parameters';
import { trainingGraph } from '../../../src/training/compiled/trainingGraph';

const digits = { imageShape: [28, 28, 1], batchSize: 20 } as const;

beforeAll(async () => {
  await useBackend('cpu');
});

test('softmax regression: what tfjs calls, and a loop with far fewer operators', () => {
  const { kernels, operators, bytes } = trainingGraph(softmaxRegression(), digits);
  // Forward, for the weights, and for the images, whose gradient is never read.
  expect(kernels.filter((name) => name.endsWith('MatMul')).length).toBe(3);
  expect(operators.get('Scan')).toBe(1);
  expect((operators.get('MatMul') ?? 0) + (operators.get('Gemm') ?? 0)).toBe(2);
  const count = [...operators.values()].reduce((a, b) => a + b, 0);
  expect(count).toBeLessThan(kernels.length);
  expect(bytes.length).toBeLessThan(10_000); // the weights are inputs
});

test('an optimizer and a loss are part of it, and the model stays unchanged', () => {
  const model = cnn({ seed: 1 });
  const before = getParameters(model);
  const { kernels } = trainingGraph(model, digits);
  const adam = trainingGraph(model, { ...digits, optimizer: { kind: 'adam' } });
  expect(adam.kernels.length).toBeGreaterThan(kernels.length);
  expect(adam.operators.get('Sqrt')).toBe(6);
  expect(getParameters(model)).toEqual(before);
  const own = trainingGraph(model, { ...digits, loss: (_labels, z) => z.cos().sum(1) });
  expect(own.kernels).toContain('Cos');
});

test('a step without examples is refused', () => {
  expect(() => trainingGraph(softmaxRegression(), { ...digits, batchSize: 0 })).toThrow(
    'batchSize must be a whole number of at least 1, got 0',
  );
});
