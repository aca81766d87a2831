/** What limits, and measures, what an update gives away. */

export { privacyAccountant } from './accountant';
export type { PrivacyAccountant, PrivateMechanism, PrivateSampling } from './accountant';
export type { AdaptiveClip } from './adaptiveClip';
export { calibrateCohort, calibrateNoise, calibrateRounds } from './calibrate';
export type { PrivacyTarget } from './calibrate';
export { clip } from './clip';
export { differentialPrivacy } from './differentialPrivacy';
export type { DifferentialPrivacy, DifferentialPrivacyOptions } from './differentialPrivacy';
export { discreteGaussian } from './discreteGaussian';
export { exampleEpsilon } from './exampleEpsilon';
export type { ExampleSteps } from './exampleEpsilon';
export { localEpsilon, localNoise } from './localNoise';
export type { LocalNoiseOptions } from './localNoise';
export { cryptographicNoise, seededNoise } from '../core/noise';
export type { NoiseSource } from '../core/noise';
