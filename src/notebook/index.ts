/** Figures, tables, claims and progress in a notebook’s cell; values at its end as tables and pictures. */

import { registerValueDisplays } from './values/valueDisplay';

export { showClaim } from './claim';
export { compareRuns, overRuns } from './compareRuns';
export type { CompareOptions, Experiment, RunGroup } from './compareRuns';
export { groupScores, leads } from './groupScores';
export { interruptedRun, learn } from './learn';
export type { LearnOptions, Run } from './learn';
export { liveFigure } from './live';
export { liveRounds } from './liveRounds';
export type { LiveRoundsOptions } from './liveRounds';
export { optionalPart } from './optionalPart';
export type { OptionalPart } from './optionalPart';
export { pivot } from './pivot';
export { progressLine } from './progress';
export { show, showMarkdown, showTable } from './show';
export { renderSvg, saveSvg } from './staticFigure';

registerValueDisplays();
