/** What updates and models give away: labels, images and membership; and an audit of claimed privacy. */

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
