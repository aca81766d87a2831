import { ArgumentError, DataError } from '../../core/errors';
import { joinVectors } from '../../core/vector';
import { elementCount } from '../../core/shape';
import type { AnyDataset } from '../../data/dataset';
import { readFileSync } from '../../platform/files';
import { consecutiveIndices, makeBatch } from '../batches';
import { loadOnnxRuntime } from '../worker/onnxRuntime';
import type { Runtime } from '../worker/messages';

/** Names of the inputs that such files have. */
const inputs: readonly string[] = ['images', 'features', 'rows'];

/** Examples per run, if the file accepts any number. */
const largestBatch = 256;

/** A model from an ONNX file, which can predict but not be trained. */
export interface OnnxClassifier {
  /**
   * The model's outputs, `[size, outputs]` row-major.
   *
   * @param examples what the model was trained on the like of; for a file that preprocesses rows itself, the
   *   numbers that `fl.tables.rawNumbers` makes of a table, `[size, features]`
   */
  predict(examples: AnyDataset | Float32Array): Promise<Float32Array>;
  /** Frees the model; afterwards `predict` rejects. */
  dispose(): Promise<void>;
}

/**
 * Loads a file that {@link exportOnnx} wrote: one input, `images` `[batch, height, width, channels]`,
 * `features` `[batch, ...shape]` or `rows` `[batch, features]`, and one output `outputs`, `[batch, outputs]`. A file with a
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
  const name = session.inputNames.join();
  const known =
    shape.length > 1 && (name === 'images' ? shape.length === 4 : inputs.includes(name));
  if (!known || session.outputNames.join() !== 'outputs' || !isShape(shape)) {
    await session.release();
    const found = `${session.inputNames.join(', ')} [${shape.join(', ')}]`;
    const expected =
      'expected images [batch, height, width, channels], features [batch, …] or rows [batch, features]';
    throw new DataError(path, `${expected}, found ${found}`);
  }
  const [fixed, ...exampleShape] = shape;
  const batchSize = typeof fixed === 'number' ? fixed : largestBatch;

  return {
    async predict(examples) {
      const dataset = examples instanceof Float32Array ? rawRows(examples, exampleShape) : examples;
      if (dataset.shape.join() !== exampleShape.join()) {
        const rule = `be the model’s, [${exampleShape.join(', ')}]`;
        throw new ArgumentError('dataset.shape', rule, `[${dataset.shape.join(', ')}]`);
      }
      const parts: Float32Array[] = [];
      for (const indices of consecutiveIndices(dataset.size, batchSize)) {
        // With a fixed size, the last run may have unused rows.
        const rows = typeof fixed === 'number' ? fixed : indices.length;
        const batch = makeBatch<AnyDataset>(dataset, indices);
        const values = 'images' in batch ? batch.images : batch.features;
        const type = values instanceof Int32Array ? 'int32' : 'float32';
        const full = padded(values, rows * elementCount(exampleShape));
        const { outputs } = await session.run({
          [name]: new onnx.Tensor(type, full, [rows, ...exampleShape]),
        });
        const width = outputs.size / rows;
        parts.push((outputs.data as Float32Array).slice(0, indices.length * width));
      }
      return joinVectors(parts);
    },
    dispose: () => session.release(),
  };
}

/** Numbers as examples of this shape, with nothing to predict. */
function rawRows(features: Float32Array, shape: readonly number[]): AnyDataset {
  const size = features.length / elementCount(shape);
  if (!Number.isInteger(size)) {
    const rule = `hold ${elementCount(shape)} numbers for each row`;
    throw new ArgumentError('examples', rule, features.length);
  }
  return { features, shape, size, labels: new Uint8Array(size), classNames: [] };
}

/** The numbers, and zeros up to this length. */
function padded(values: Float32Array | Int32Array, length: number): Float32Array | Int32Array {
  if (values.length === length) return values;
  const longer = values instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
  longer.set(values);
  return longer;
}

/** Whether this is the shape of a batch, of a fixed size or not. */
function isShape(
  shape: readonly (number | string)[],
): shape is [batch: number | string, ...example: number[]] {
  return shape.slice(1).every((length) => typeof length === 'number');
}
