import type { InputShape } from '../datasetChecks';
import type { StepModel } from '../../compiler/trace/program';
import type { ParameterSpec } from '../../core/parameters';
import { readVariables } from '../../models/parameters';
import { lossOf, thresholdOf } from './loss';
import type { Loss } from './loss';
import { eagerModel } from './model';
import type { TrainableModel } from './model';

/** A model and its loss in the compiler's form. */
export interface CompilableModel {
  readonly spec: ParameterSpec;
  /** The parameters that the model came with. */
  readonly initial: Float32Array;
  readonly inputShape: InputShape;
  readonly step: StepModel;
  readonly loss: Loss;
  /** What a single output must exceed for the second of two classes. */
  readonly threshold: number;
  dispose(): void;
}

/** @param loss the default is that of {@link eagerTrainer} */
export function compilableModel(model: TrainableModel, loss?: Loss): CompilableModel {
  const eager = eagerModel(model);
  const { spec, variables } = eager;
  return {
    spec,
    inputShape: eager.inputShape,
    initial: readVariables(spec, variables),
    step: eager,
    loss: lossOf(eager, loss),
    threshold: thresholdOf(eager),
    dispose: () => {
      eager.dispose();
    },
  };
}
