import { commandLine } from '../commandLine';
import type { Curve } from '../figures';
import { sentMegabytes } from '../figures';
import { inRound } from '../results';
import type { GridRun, RunResult } from '../results';
import type { PlaygroundSettings } from '../settings';
import { copyButton, element } from './elements';

/** A curve with what it shows. */
export interface ShownCurve extends Curve {
  readonly settings: PlaygroundSettings;
}

const percent = (hundredths: number | undefined): string =>
  hundredths === undefined ? '–' : `${(hundredths / 100).toFixed(2)} %`;

/** Every run behind the curves: its folder or this tab, its seed, its last values, and its traffic. */
export function runTable(curves: readonly ShownCurve[]): HTMLElement {
  const heads = ['curve', 'run', 'seed', 'rounds', 'test', 'worst tenth', 'MB up', 'MB down', 'ε'];
  const rows = curves.flatMap((curve) =>
    curve.runs.map((run) => {
      const rounds = run.testAccuracy.length;
      const up = total(run, 'bytesUp');
      return [
        element('th', { scope: 'row' }, curve.name),
        cell(folderOf(run)),
        cell(`${run.seed}`),
        cell(`${rounds}${run.stopped === undefined ? '' : ` (${run.stopped})`}`),
        cell(percent(run.testAccuracy.at(-1))),
        cell(percent(run.worst10.at(-1))),
        cell(up.toFixed(2)),
        cell(((sentMegabytes(run).at(-1) ?? 0) - up).toFixed(2)),
        cell(run.privacy === undefined ? '–' : epsilon(run.privacy)),
      ];
    }),
  );
  const head = element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)));
  const body = rows.map((cells) => element('tr', {}, ...cells));
  const table = element(
    'table',
    {},
    element('caption', {}, 'The runs behind the curves, after their last round'),
    element('thead', {}, head),
    element('tbody', {}, ...body),
  );
  return element(
    'div',
    { class: 'table-box', tabindex: 0, role: 'group', 'aria-label': 'Runs' },
    table,
  );
}

const cell = (text: string): HTMLElement => element('td', {}, text);

function folderOf(run: RunResult | GridRun): string {
  return 'folder' in run ? run.folder : 'this tab';
}

const epsilon = ({ epsilon: value, delta }: { epsilon: number; delta: number }): string =>
  `${value < 100 ? value.toPrecision(3) : value.toFixed(0)} (δ ${delta})`;

function total(run: RunResult, which: 'bytesUp' | 'bytesDown'): number {
  return run.testAccuracy.reduce((sum, _, round) => sum + inRound(run[which], round) / 1e6, 0);
}

/** The commands that make the runs again, each with a button that copies it. */
export function commandList(curves: readonly ShownCurve[]): HTMLElement {
  const items = curves.flatMap(({ name, runs, settings }) =>
    runs.map((run) => {
      const command = commandLine({
        ...settings,
        rounds: Math.max(1, run.testAccuracy.length),
        seed: run.seed,
      });
      return element(
        'li',
        {},
        `${name}, seed ${run.seed} (${folderOf(run)}): `,
        copyButton('Copy', () => command),
        element('pre', { tabindex: 0 }, command),
      );
    }),
  );
  return element(
    'details',
    {},
    element('summary', {}, 'Commands that make these runs again'),
    element('ul', { class: 'playground-commands' }, ...items),
  );
}
