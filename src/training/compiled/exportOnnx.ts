import { Graph } from '../../compiler/graph/graph';
import { lower } from '../../compiler/lower/lower';
import { refusing, trace } from '../../compiler/trace/trace';
import { anyBatch } from '../../compiler/write/anyBatch';
import { writeModel } from '../../compiler/write/model';
import { writeFileAtomic } from '../../core/files';
import type { ImageShape } from '../../data/dataset';
import { writeVariables } from '../../models/parameters';
import { checkImageShape } from '../datasetChecks';
import { compilableModel } from '../eager/stepModel';
import type { TrainableModel } from '../eager/model';

/** The input of an exported model, and its weights. */
export interface OnnxOptions {
  readonly imageShape: ImageShape;
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
 * It has one input `images`, float32 `[batch, height, width, channels]` with numbers in [0, 1] and
 * any batch size, and one output `outputs`, float32 `[batch, classes]`: the model's logits or
 * probabilities.
 *
 * ```ts
 * const bytes = fl.training.onnxModel(model, { imageShape: [28, 28, 1], parameters: state.parameters });
 * ```
 *
 * @throws TraceError if the model contains something that cannot become a graph for any batch size
 */
export function onnxModel(model: TrainableModel, options: OnnxOptions): Uint8Array {
  const { imageShape, parameters } = options;
  const compilable = compilableModel(model);
  const { spec, step, initial, inputShape } = compilable;
  checkImageShape('imageShape', imageShape, inputShape);
  try {
    writeVariables(spec, step.variables, parameters ?? initial);
    const [a, b] = batches.map((size) => {
      const graph = new Graph();
      const images = graph.input('images', [size, ...imageShape], 'float32');
      const { outputs } = trace(graph, [], (symbol) => ({
        outputs: step.outputs(symbol(images) as Parameters<typeof step.outputs>[0], false),
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

/** Writes {@link onnxModel} to a file. */
export function exportOnnx(model: TrainableModel, path: string, options: OnnxOptions): void {
  writeFileAtomic(path, onnxModel(model, options));
}
