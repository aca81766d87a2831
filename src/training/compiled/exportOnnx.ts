import { Graph } from '../../compiler/graph/graph';
import { lower } from '../../compiler/lower/lower';
import { refusing, trace } from '../../compiler/trace/trace';
import { anyBatch } from '../../compiler/write/anyBatch';
import { writeModel } from '../../compiler/write/model';
import { ArgumentError } from '../../core/errors';
import { writeFileAtomic } from '../../core/files';
import { preprocessedNames } from '../../tables/federated/preprocessing';
import type { Preprocessing } from '../../tables/federated/preprocessing';
import { writeVariables } from '../../models/parameters';
import { checkInputShape } from '../datasetChecks';
import { compilableModel } from '../eager/stepModel';
import type { TrainableModel } from '../eager/model';
import { preprocessedRows } from './preprocessingGraph';

/** The input of an exported model, and its weights. */
export interface OnnxOptions {
  /** Shape of one image. Either this, or `shape`, or `preprocessing`. */
  readonly imageShape?: readonly number[];
  /** Shape of one example's numbers, `[6]` for a row of six; of tokens if `tokens` is set. */
  readonly shape?: readonly number[];
  readonly tokens?: boolean;
  /**
   * The file takes rows as `fl.tables.rawNumbers` makes them, and preprocesses them
   * itself, in single precision.
   */
  readonly preprocessing?: Preprocessing;
  /** Written in place of the model's own weights. */
  readonly parameters?: Float32Array;
}

/**
 * Two batch sizes that are unlikely to occur in a model; comparing them gives the graph for any
 * size.
 */
const batches = [97, 101];

/**
 * A model for inference as the bytes of an ONNX file, weights included.
 *
 * It has one input of any batch size – `images`, float32 `[batch, height, width, channels]` with numbers in
 * [0, 1], or `features`, float32 (int32 for tokens) `[batch, ...shape]`, or `rows`, float32 `[batch, features]`,
 * if it preprocesses them – and one output `outputs`, float32 `[batch, outputs]`: the model's logits,
 * probabilities or numbers.
 *
 * ```ts
 * const bytes = fl.training.onnxModel(model, { imageShape: [28, 28, 1], parameters: state.parameters });
 * ```
 *
 * @throws TraceError if the model contains something that cannot become a graph for any batch size
 */
export function onnxModel(model: TrainableModel, options: OnnxOptions): Uint8Array {
  const { parameters } = options;
  const { name, shape, type, preprocessing } = inputOf(options);
  const compilable = compilableModel(model);
  const { spec, step, initial, inputShape } = compilable;
  checkInputShape(name === 'images' ? 'imageShape' : 'shape', shape, inputShape);
  try {
    writeVariables(spec, step.variables, parameters ?? initial);
    const [a, b] = batches.map((size) => {
      const graph = new Graph();
      const features = preprocessing
        ? preprocessedRows(
            graph,
            preprocessing,
            graph.input(name, [size, preprocessing.features.length], type),
          )
        : graph.input(name, [size, ...shape], type);
      const { outputs } = trace(graph, [], (symbol) => ({
        outputs: step.outputs(symbol(features), false),
      }));
      return { size, outputs: refusing(() => lower(outputs)) };
    });
    const { outputs, dimensions } = anyBatch(a, b);
    return refusing(() => writeModel(outputs, dimensions));
  } finally {
    writeVariables(spec, step.variables, initial);
    compilable.dispose();
  }
}

/** The input's name, the shape and type of what the model sees, and how it comes from the input. */
function inputOf({ imageShape, shape, tokens = false, preprocessing }: OnnxOptions): {
  readonly name: 'images' | 'features' | 'rows';
  readonly shape: readonly number[];
  readonly type: 'float32' | 'int32';
  readonly preprocessing?: Preprocessing;
} {
  if ([imageShape, shape, preprocessing].filter(Boolean).length !== 1) {
    const rule = 'be given, or imageShape, or preprocessing, and only one of them';
    throw new ArgumentError('shape', rule, shape);
  }
  if (imageShape) return { name: 'images', shape: imageShape, type: 'float32' };
  if (shape) return { name: 'features', shape, type: tokens ? 'int32' : 'float32' };
  const width = preprocessedNames(preprocessing!).length;
  return { name: 'rows', shape: [width], type: 'float32', preprocessing: preprocessing! };
}

/** Writes {@link onnxModel} to a file. */
export function exportOnnx(model: TrainableModel, path: string, options: OnnxOptions): void {
  writeFileAtomic(path, onnxModel(model, options));
}
