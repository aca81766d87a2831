import { readFileSync } from 'node:fs';
import { ArgumentError, DataError } from '../core/errors';
import { joinVectors } from '../core/vector';
import { type Dataset, pixelsPerImage } from '../data/dataset';
import { consecutiveIndices, makeBatch } from './batches';
import { loadOnnxRuntime } from './onnxRuntime';
import type { Runtime } from './workerMessages';

/** A model out of an ONNX file, which predicts and cannot be trained. */
export interface OnnxClassifier {
  /** Images of a run. */
  readonly batchSize: number;
  /** The model's outputs, `[size, outputs]` row-major. */
  predict(dataset: Dataset): Promise<Float32Array>;
  /** Frees the model; afterwards `predict` rejects. */
  dispose(): Promise<void>;
}

/**
 * Loads a file that {@link exportOnnx} wrote: one input `images`, float32
 * `[batchSize, height, width, channels]`, and one output `outputs`, `[batchSize, outputs]`.
 *
 * @param options.engine `node` is ONNX Runtime's native build, `web` WebAssembly; `auto`, the default,
 *   the first that loads
 * @throws DataError where the file is no model, or a model of another kind
 */
export async function loadOnnxClassifier(
  path: string,
  options: { readonly engine?: Runtime | 'auto' } = {},
): Promise<OnnxClassifier> {
  const onnx = await loadOnnxRuntime(options.engine ?? 'auto');
  const session = await onnx.session(readFileSync(path)).catch((cause: unknown) => {
    throw new DataError(path, `no ONNX model: ${String(cause)}`, undefined, { cause });
  });
  const [input] = session.inputMetadata;
  const shape = input.isTensor ? input.shape : [];
  const named = session.inputNames.join() === 'images' && session.outputNames.join() === 'outputs';
  if (!named || !isShape(shape)) {
    await session.release();
    const found = `${session.inputNames.join(', ')} [${shape.join(', ')}]`;
    throw new DataError(path, `expected images [batch, height, width, channels], found ${found}`);
  }
  const [batchSize, ...imageShape] = shape;

  return {
    batchSize,
    async predict(dataset) {
      if (dataset.shape.join() !== imageShape.join()) {
        const rule = `be the model’s, [${imageShape.join(', ')}]`;
        throw new ArgumentError('dataset.shape', rule, dataset.shape);
      }
      const parts: Float32Array[] = [];
      for (const indices of consecutiveIndices(dataset.size, batchSize)) {
        // The last run may have rows to spare.
        const images = new Float32Array(batchSize * pixelsPerImage(dataset.shape));
        images.set(makeBatch(dataset, indices).images);
        const { outputs } = await session.run({
          images: new onnx.Tensor('float32', images, shape),
        });
        const width = outputs.size / batchSize;
        parts.push((outputs.data as Float32Array).slice(0, indices.length * width));
      }
      return joinVectors(parts);
    },
    dispose: () => session.release(),
  };
}

function isShape(shape: readonly (number | string)[]): shape is number[] {
  return shape.length === 4 && shape.every((length) => typeof length === 'number');
}
