import { Graph } from '../compiler/graph/graph';
import { lower } from '../compiler/lower/lower';
import { refusing, trace } from '../compiler/trace/trace';
import { writeModel } from '../compiler/write/model';
import { wholeNumber } from '../core/check';
import { writeFileAtomic } from '../core/files';
import type { ImageShape } from '../data/dataset';
import { writeVariables } from '../models/parameters';
import { compilableModel } from './eagerStepModel';
import type { TrainableModel } from './eagerModel';

/** What an exported model is fed with. */
export interface OnnxOptions {
  readonly imageShape: ImageShape;
  /** Images of a run, at least 1; default 1. */
  readonly batchSize?: number;
  /** What to write in place of the model's own weights. */
  readonly parameters?: Float32Array;
}

/**
 * A model for inference as the bytes of an ONNX file, weights included.
 *
 * It has one input `images`, float32 `[batchSize, height, width, channels]` with numbers in [0, 1],
 * and one output `outputs`, float32 `[batchSize, classes]`: the model's own, logits or probabilities.
 *
 * @throws TraceError where the model holds something that cannot become a graph
 */
export function onnxModel(model: TrainableModel, options: OnnxOptions): Uint8Array {
  const { imageShape, batchSize = 1, parameters } = options;
  wholeNumber('batchSize', batchSize, 1);
  const compilable = compilableModel(model);
  const { spec, step, initial } = compilable;
  try {
    writeVariables(spec, step.variables, parameters ?? initial);
    const graph = new Graph();
    const images = graph.input('images', [batchSize, ...imageShape], 'float32');
    const { outputs } = trace(graph, [], (symbol) => ({
      outputs: step.outputs(symbol(images) as Parameters<typeof step.outputs>[0], false),
    }));
    return refusing(() => writeModel(lower(outputs)));
  } finally {
    writeVariables(spec, step.variables, initial);
    compilable.dispose();
  }
}

/** Writes {@link onnxModel} to a file. */
export function exportOnnx(model: TrainableModel, path: string, options: OnnxOptions): void {
  writeFileAtomic(path, onnxModel(model, options));
}
