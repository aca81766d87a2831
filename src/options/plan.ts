import type { TrainingPlan } from '../training/plan';
import type { FilledSettings } from './table';
import type { trainingOptions } from './themes/training';

/** The plan of local training that the options describe. */
export function planOf(
  settings: Pick<FilledSettings, keyof typeof trainingOptions>,
): Omit<TrainingPlan, 'proximalMu'> {
  const { localEpochs, batchSize, clientLearningRate, clientMomentum: momentum } = settings;
  const { exampleClip: clip, exampleNoiseMultiplier: noiseMultiplier = 0 } = settings;
  return {
    localEpochs,
    batchSize,
    clientLearningRate,
    ...(momentum > 0 && { optimizer: { kind: 'momentum', momentum } }),
    ...(clip !== undefined && { examplePrivacy: { clip, noiseMultiplier } }),
  };
}
