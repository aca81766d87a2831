/** What limits, and measures, what an update gives away. */

export { clip } from './clip';
export { discreteGaussian } from './discreteGaussian';
export { cryptographicNoise, seededNoise } from './noise';
export type { NoiseSource } from './noise';
