/**
 * `import * as fl from 'federated'`: the names of everyday use, and a namespace for each room. A namespace
 * is also an import of its own: `import { imageGrid } from 'federated/plots'`.
 */

export * from './everyday';

export { showClaim } from './notebook/claim';
export { compareRuns, overRuns } from './notebook/compareRuns';
export type { Experiment, RunGroup } from './notebook/compareRuns';
export { groupScores, leads } from './notebook/groupScores';
export { interruptedRun, learn } from './notebook/learn';
export type { Run } from './notebook/learn';
export { liveRounds } from './notebook/liveRounds';
export { optionalPart } from './notebook/optionalPart';
export { pivot } from './notebook/pivot';
export { show, showMarkdown, showTable } from './notebook/show';

export * as core from './core';
export * as data from './data';
export * as tables from './tables';
export * as models from './models';
export * as metrics from './metrics';
export * as tensorboard from './tensorboard';
export * as aggregation from './aggregation';
export * as updates from './updates';
export * as privacy from './privacy';
export * as compression from './compression';
export * as secureAggregation from './secureAggregation';
export * as training from './training';
export * as attacks from './attacks';
export * as strategies from './strategies';
export * as simulation from './simulation';
export * as plots from './plots';
export * as notebook from './notebook';
export * as flower from './flower';
