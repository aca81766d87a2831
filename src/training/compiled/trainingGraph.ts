import { compileTraining } from '../../compiler/trace/program';
import { operatorCounts } from '../../compiler/write/operatorCounts';
import { wholeNumber } from '../../core/check';
import type { ImageShape } from '../../data/dataset';
import { optimizerSpec } from './programs';
import { checkInputShape } from '../datasetChecks';
import { imageKind } from '../exampleKind';
import type { Loss } from '../eager/loss';
import { compilableModel } from '../eager/stepModel';
import type { TrainableModel } from '../eager/model';
import type { TrainingPlan } from '../plan';

/** What a training step is compiled for. */
export interface TrainingGraphOptions extends Pick<TrainingPlan, 'optimizer'> {
  readonly imageShape: ImageShape;
  /** Examples per step, at least 1. */
  readonly batchSize: number;
  /** One loss per example; the default is that of the trainers. */
  readonly loss?: Loss;
}

/** A compiled training step. */
export interface TrainingGraph {
  /** The kernels that tfjs calls in one step, in order: forward pass, loss, gradients, update. */
  readonly kernels: readonly string[];
  /** How many operators of each kind the ONNX graph has; most frequent first. */
  readonly operators: ReadonlyMap<string, number>;
  /** The ONNX file: a `Scan` whose body is a step. */
  readonly bytes: Uint8Array;
}

/**
 * The program with which {@link compiledTrainer} trains a client, for inspection.
 *
 * @throws TraceError if the model or the loss contains something that cannot become a graph
 */
export function trainingGraph(model: TrainableModel, options: TrainingGraphOptions): TrainingGraph {
  const { imageShape, batchSize, optimizer, loss } = options;
  wholeNumber('batchSize', batchSize, 1);
  const compilable = compilableModel(model, loss);
  checkInputShape('imageShape', imageShape, compilable.inputShape);
  try {
    const { bytes, kernels } = compileTraining(compilable.step, compilable.loss, {
      examples: imageKind(imageShape),
      batchSize,
      optimizer: optimizerSpec(optimizer),
    });
    return { kernels, operators: operatorCounts(bytes), bytes };
  } finally {
    compilable.dispose();
  }
}
