/** What limits, and measures, what an update gives away. */

export { clip } from './clip';
export { discreteGaussian } from './discreteGaussian';
export { cryptographicNoise, seededNoise } from '../core/noise';
export type { NoiseSource } from '../core/noise';
