/** The round loop: sampling, stragglers, checkpoints, records. */

export { loadCheckpoint, saveCheckpoint } from './checkpoint';
export type { Checkpoint } from './checkpoint';
export { sampleCohort } from './cohort';
export { keptInMemory } from './keptInMemory';
export type { ParticipationOptions, Stragglers } from './participation';
export type { RoundRecord } from './roundRecord';
export { federatedRounds } from './rounds';
export type { FederatedRoundsOptions, RoundOutcome } from './rounds';
export { runScores } from './runScores';
export type { RunScores } from './runScores';
export {
  availabilityTrace,
  fixedSampling,
  poissonSampling,
  uniformSampling,
  weightedSampling,
} from './sampling';
export type { AvailabilityOptions, AvailabilityTrace, CohortSampler } from './sampling';
