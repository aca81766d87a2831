import { readFileSync } from 'node:fs';
import { ArgumentError, DataError } from '../../core/errors';
import { joinVectors } from '../../core/vector';
import { type Dataset, pixelsPerImage } from '../../data/dataset';
import { consecutiveIndices, makeBatch } from '../batches';
import { loadOnnxRuntime } from '../worker/onnxRuntime';
import type { Runtime } from '../worker/messages';

/** Images per run, if the file accepts any number. */
const largestBatch = 256;

/** A model from an ONNX file, which can predict but not be trained. */
export interface OnnxClassifier {
  /** The model's outputs, `[size, outputs]` row-major. */
  predict(dataset: Dataset): Promise<Float32Array>;
  /** Frees the model; afterwards `predict` rejects. */
  dispose(): Promise<void>;
}

/**
 * Loads a file that {@link exportOnnx} wrote: one input `images`, float32
 * `[batch, height, width, channels]`, and one output `outputs`, `[batch, outputs]`. A file with a
 * fixed batch size works, too.
 *
 * @param options.engine `node` is ONNX Runtime's native build, `web` WebAssembly; `auto`, the default,
 *   the first that loads
 * @throws DataError if the file is not a model, or a model of another kind
 */
export async function loadOnnxClassifier(
  path: string,
  options: { readonly engine?: Runtime | 'auto' } = {},
): Promise<OnnxClassifier> {
  const onnx = await loadOnnxRuntime(options.engine ?? 'auto');
  const session = await onnx.session(readFileSync(path)).catch((cause: unknown) => {
    throw new DataError(path, `is not an ONNX model: ${String(cause)}`, undefined, { cause });
  });
  const [input] = session.inputMetadata;
  const shape = input.isTensor ? input.shape : [];
  const named = session.inputNames.join() === 'images' && session.outputNames.join() === 'outputs';
  if (!named || !isShape(shape)) {
    await session.release();
    const found = `${session.inputNames.join(', ')} [${shape.join(', ')}]`;
    throw new DataError(path, `expected images [batch, height, width, channels], found ${found}`);
  }
  const [fixed, ...imageShape] = shape;
  const batchSize = typeof fixed === 'number' ? fixed : largestBatch;

  return {
    async predict(dataset) {
      if (dataset.shape.join() !== imageShape.join()) {
        const rule = `be the model’s, [${imageShape.join(', ')}]`;
        throw new ArgumentError('dataset.shape', rule, `[${dataset.shape.join(', ')}]`);
      }
      const parts: Float32Array[] = [];
      for (const indices of consecutiveIndices(dataset.size, batchSize)) {
        // With a fixed size, the last run may have unused rows.
        const rows = typeof fixed === 'number' ? fixed : indices.length;
        const images = new Float32Array(rows * pixelsPerImage(dataset.shape));
        images.set(makeBatch(dataset, indices).images);
        const { outputs } = await session.run({
          images: new onnx.Tensor('float32', images, [rows, ...imageShape]),
        });
        const width = outputs.size / rows;
        parts.push((outputs.data as Float32Array).slice(0, indices.length * width));
      }
      return joinVectors(parts);
    },
    dispose: () => session.release(),
  };
}

/** Whether this is the shape of a batch of images, of a fixed size or not. */
function isShape(
  shape: readonly (number | string)[],
): shape is [batch: number | string, ...image: number[]] {
  return shape.length === 4 && shape.slice(1).every((length) => typeof length === 'number');
}
