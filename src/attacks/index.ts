/**
 * What updates and models give away: labels, images and membership; and an audit of claimed privacy. In
 * `poisoning/`: what bad clients do to the model.
 */

export { canaryScore, canaryUpdate, epsilonLowerBound } from './canary';
export type { CanaryScores } from './canary';
export { confidenceBounds } from './confidenceBounds';
export { exampleLosses } from './exampleLosses';
export { invertGradient } from './invertGradient';
export type { Inversion, InversionOptions, InversionProgress } from './invertGradient';
export { labelRecall } from './labelRecall';
export { matchImages, peakSignalToNoise } from './matchImages';
export type { ImageMatch } from './matchImages';
export { membershipAttack } from './membershipAttack';
export type { MembershipAttack } from './membershipAttack';
export { averageGradient } from './observedUpdate';
export type { ObservedUpdate } from './observedUpdate';
export { rebuildFromFirstLayer } from './rebuildFromFirstLayer';
export { rebuildMeanImages } from './rebuildMeanImages';
export { rebuiltDataset } from './rebuilt';
export type { RebuiltImages } from './rebuilt';
export { revealLabels } from './revealLabels';
export type { RevealLabelsOptions } from './revealLabels';
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
