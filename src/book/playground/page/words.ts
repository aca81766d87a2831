import { agreement } from '../agreement';
import { valueName } from '../curveNames';
import { differences } from '../results';
import type { GridGroup, RunResult } from '../results';
import type { PlaygroundSettings } from '../settings';

/** What the runs of the grid came to, in a sentence. */
export function groupText({ runs }: GridGroup): string {
  const last = runs.map(({ testAccuracy }) => testAccuracy.at(-1) ?? 0);
  const rounds = Math.max(...runs.map(({ testAccuracy }) => testAccuracy.length));
  const worst = runs.map(({ worst10 }) => worst10.at(-1) ?? 0);
  return `${runs.length} runs of the grid, ${rounds} rounds each: test accuracy ${spreadText(last)}; the worst tenth of the clients ${spreadText(worst)}.`;
}

function spreadText(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${percent(mean)} on average, from ${percent(low)} to ${percent(high)}`;
}

const percent = (hundredths: number): string => `${(hundredths / 100).toFixed(1)} %`;

/** Says that a combination is not there. */
export const notRunText =
  'This combination is not in the grid: nobody has run it, so there is no curve. Run it now in this tab, or ' +
  'go to one that was run:';

/** How a combination differs from the settings, for a button: `by writer, 20 a round`. */
export function changeText(from: PlaygroundSettings, to: PlaygroundSettings): string {
  return differences(from, to)
    .map((name) => valueName(name, to[name]))
    .join(', ');
}

/** What a run in the tab came to, and how it compares with the grid's run of the same seed. */
export function tabText(result: RunResult, seconds: number, group: GridGroup | undefined): string {
  const rounds = result.testAccuracy.length;
  const own = `Run in this tab: ${rounds} rounds in ${seconds.toFixed(1)} s, test accuracy ${percent(result.testAccuracy.at(-1) ?? 0)}, the worst tenth of the clients ${percent(result.worst10.at(-1) ?? 0)}.`;
  const stopped = result.stopped === undefined ? '' : ` It stopped early: it ${result.stopped}.`;
  return `${own}${stopped} ${agreementText(result, group)}`;
}

function agreementText(result: RunResult, group: GridGroup | undefined): string {
  if (!group) return 'The grid has no run with these settings to compare it with.';
  const same = group.runs.find(({ seed }) => seed === result.seed);
  if (!same) return `The grid has these settings with other seeds only.`;
  const { rounds, testAccuracy, worst10, sameBytes } = agreement(result, same);
  const points = (hundredths: number): string => (hundredths / 100).toFixed(2);
  const bytes = sameBytes ? 'the bytes are the same' : 'the bytes differ';
  return `Beside the grid’s run ${same.folder}, with the same settings and seed: over ${rounds} rounds the test accuracies differ by at most ${points(testAccuracy)} points, those of the worst tenth by at most ${points(worst10)}; ${bytes}.`;
}
