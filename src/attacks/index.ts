/**
 * What updates and models give away: labels, images and membership; and an audit of claimed privacy. In
 * `poisoning/`: what bad clients do to the model.
 */

export { canaryScore, canaryUpdate, epsilonLowerBound } from './leakage/canary';
export type { CanaryScores } from './leakage/canary';
export { confidenceBounds } from './leakage/confidenceBounds';
export { exampleLosses } from './leakage/exampleLosses';
export { invertGradient } from './leakage/invertGradient';
export type { Inversion, InversionOptions, InversionProgress } from './leakage/invertGradient';
export { labelRecall } from './leakage/labelRecall';
export { matchImages, peakSignalToNoise } from './leakage/matchImages';
export type { ImageMatch } from './leakage/matchImages';
export { membershipAttack } from './leakage/membershipAttack';
export type { MembershipAttack } from './leakage/membershipAttack';
export { averageGradient } from './leakage/observedUpdate';
export type { ObservedUpdate } from './leakage/observedUpdate';
export { rebuildFromFirstLayer } from './leakage/rebuildFromFirstLayer';
export { rebuildMeanImages } from './leakage/rebuildMeanImages';
export { rebuiltDataset } from './leakage/rebuilt';
export type { RebuiltImages } from './leakage/rebuilt';
export { revealLabels } from './leakage/revealLabels';
export type { RevealLabelsOptions } from './leakage/revealLabels';
export { aLittleIsEnough, largestShift } from './poisoning/aLittleIsEnough';
export type { ALittleIsEnoughOptions } from './poisoning/aLittleIsEnough';
export type {
  Attack,
  AttackKnowledge,
  AttackMoment,
  DataAttack,
  RoundKnowledge,
  UpdateAttack,
} from './poisoning/attack';
export { attackedTrainer } from './poisoning/attackedTrainer';
export type { AttackedTrainerOptions } from './poisoning/attackedTrainer';
export { backdoor, backdoorTest, patchedImage } from './poisoning/backdoor';
export type { BackdoorOptions, BackdoorPatch } from './poisoning/backdoor';
export { attackName, attacks as catalogue, makeAttack } from './poisoning/catalogue';
export { chooseAttackers } from './poisoning/chooseAttackers';
export type { AttackerCount } from './poisoning/chooseAttackers';
export { freeRider } from './poisoning/freeRider';
export type { FreeRiderOptions } from './poisoning/freeRider';
export { gaussianUpdate } from './poisoning/gaussianUpdate';
export { innerProduct } from './poisoning/innerProduct';
export type { InnerProductOptions } from './poisoning/innerProduct';
export { labelFlip } from './poisoning/labelFlip';
export type { LabelFlipOptions } from './poisoning/labelFlip';
export { notANumber } from './poisoning/notANumber';
export { poisonedClients } from './poisoning/poisonedClients';
export type { PoisonedClientsOptions } from './poisoning/poisonedClients';
export { scaledUpdate } from './poisoning/scaledUpdate';
export { signFlip } from './poisoning/signFlip';
