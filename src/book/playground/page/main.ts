import { seriesColor } from '../../../plots/frame/theme';
import { curveNames } from '../curveNames';
import { chartKinds, curveChart, partitionChart } from '../figures';
import type { ChartKind } from '../figures';
import { mostKept, readLink, triedText, writeLink } from '../link';
import type { LinkState } from '../link';
import { gridOf, partitionText } from '../results';
import type { GridResults, RunResult } from '../results';
import type { ControlName } from '../controls';
import type { PlaygroundSettings } from '../settings';
import { chartPlace, whenPageChanges } from './charts';
import { button, copyButton, element } from './elements';
import { makeForm } from './form';
import { commandList, runTable } from './runTable';
import type { ShownCurve } from './runTable';
import { cannotRun, tabRuns } from './tabRun';
import { changeText, groupText, notRunText, tabText } from './words';

/** The contents of `results.json`, which the bundler puts here. */
declare const playgroundResults: GridResults;

/** A run that was done in this tab. */
interface TabResult {
  readonly settings: PlaygroundSettings;
  readonly result: RunResult;
}

/** While a run is under way, charts are drawn again after this long. */
const secondsPerPicture = 0.3;

/** Combinations that are offered in place of one that was not run. */
const mostOffered = 4;

/** The address of this script; its worker is beside it. */
const here = (document.currentScript as HTMLScriptElement).src;

// By then the book's own scripts have run, too.
document.addEventListener('DOMContentLoaded', () => {
  const host = document.getElementById('federated-playground');
  if (host) start(host);
});

/** Builds the playground into an element of the page. */
function start(root: HTMLElement): void {
  const grid = gridOf(playgroundResults, (tried) => readLink(tried).settings);
  const runs = tabRuns(new URL('playgroundWorker.js', here).href);
  const finished: TabResult[] = [];
  const partitions = new Map(Object.entries(playgroundResults.partitions));
  let state: LinkState = { ...readLink(ownFragment() ?? ''), kept: [] };
  let changed: ControlName | undefined;

  const status = element('p', { role: 'status', class: 'playground-status' });
  const problems = element('div', { role: 'alert', class: 'playground-problems' });
  const offers = element('p', { class: 'playground-offers' });
  const places = Object.fromEntries(
    [...Object.keys(chartKinds), 'partition'].map((name) => [name, chartPlace()]),
  );
  const charts = element(
    'div',
    { class: 'playground-charts' },
    ...Object.values(places).map((place) => place.root),
  );
  const kept = element('ul', { class: 'playground-kept' });
  const numbers = element('div');

  const keep = button('Keep this curve', () => {
    if (isKept(state.settings)) return;
    change({ kept: [...state.kept, state.settings].slice(0, mostKept) });
  });
  const link = copyButton('Copy a link to this', () => {
    return `${location.href.replace(/#.*$/, '')}#${writeLink(state)}`;
  });
  const run = button('Run', startRun);
  const cancel = button('Cancel', () => {
    runs.cancel();
    show();
    say('Canceled.');
  });
  const progress = element('progress', { 'aria-label': 'Rounds done', max: 1, value: 0 });
  const progressText = element('span');
  const running = element(
    'p',
    { class: 'playground-running', hidden: true },
    progress,
    progressText,
    cancel,
  );

  const form = makeForm(grid, {
    mode: (mode) => {
      changed = undefined;
      change({ mode });
    },
    value: (name, value) => {
      changed = name;
      change({ settings: { ...state.settings, [name]: value } });
    },
    wrong: (sentence) => {
      tell([sentence]);
    },
  });

  root.replaceChildren(
    form.root,
    problems,
    element('p', { class: 'playground-actions' }, run, keep, link),
    running,
    status,
    offers,
    kept,
    charts,
    numbers,
  );
  window.addEventListener('hashchange', readAddress);
  whenPageChanges(charts, () => {
    for (const place of Object.values(places)) place.again();
  });
  readAddress();

  function ownFragment(): string | undefined {
    const written = location.hash.replace(/^#/, '');
    return written.includes('=') ? written : undefined;
  }

  function readAddress(): void {
    const written = ownFragment();
    const { problems: found, ...read } = readLink(written ?? '');
    if (written !== undefined || state.kept.length === 0) state = read;
    changed = undefined;
    tell(found);
    show();
  }

  function change(next: Partial<LinkState>): void {
    state = { ...state, ...next };
    history.replaceState(null, '', `#${writeLink(state)}`);
    tell([]);
    show();
  }

  function isKept(settings: PlaygroundSettings): boolean {
    return state.kept.some((one) => triedText(one) === triedText(settings));
  }

  function tell(sentences: readonly string[]): void {
    problems.replaceChildren(...sentences.map((sentence) => element('p', {}, sentence)));
  }

  function say(sentence: string): void {
    status.textContent = sentence;
  }

  function show(): void {
    const { mode, settings } = state;
    form.show(mode, settings);
    const hindrance = mode === 'tab' ? cannotRun() : undefined;
    run.hidden = mode !== 'tab';
    run.disabled = runs.busy() || hindrance !== undefined;
    running.hidden = !runs.busy();
    keep.disabled =
      isKept(settings) || state.kept.length >= mostKept || curvesOf([settings]).length === 0;
    showKept();
    showOffers();
    showCurves();
    const group = grid.find(settings);
    const own = finished.find((one) => same(one.settings, settings));
    if (hindrance !== undefined) say(hindrance);
    else if (runs.busy()) say('Running in this tab.');
    else if (group) say(groupText(group));
    else if (own) say('These settings were run in this tab, and are not in the grid.');
    else say(mode === 'grid' ? '' : 'Not run yet: press Run.');
  }

  function showOffers(): void {
    const { mode, settings } = state;
    offers.replaceChildren();
    if (mode !== 'grid' || grid.find(settings)) return;
    const near = grid.nearest(settings, changed, mostOffered);
    offers.append(
      `${notRunText} `,
      ...near.flatMap((one) => [
        button(changeText(settings, one), () => {
          changed = undefined;
          change({ settings: { ...one, rounds: settings.rounds, seed: settings.seed } });
        }),
        ' ',
      ]),
      button('Run it now …', () => {
        change({ mode: 'tab' });
      }),
    );
  }

  function showKept(): void {
    const names = curveNames([state.settings, ...state.kept]).slice(1);
    kept.replaceChildren(
      ...names.map((name, i) => {
        const forget = button('Forget', () => {
          change({ kept: state.kept.filter((_, other) => other !== i) });
        });
        forget.setAttribute('aria-label', `Forget the kept curve ${name}`);
        const dot = element('span', { class: 'playground-dot', 'aria-hidden': 'true' });
        dot.style.background = `var(--chart-${seriesColor(i + 1)
          .slice(1)
          .toLowerCase()})`;
        return element('li', {}, dot, `Kept: ${name} `, forget);
      }),
    );
  }

  /** The curves of the grid and of this tab; those that are kept keep their colors. */
  function curvesOf(all: readonly PlaygroundSettings[]): ShownCurve[] {
    const names = curveNames(all);
    return all.flatMap((settings, i): ShownCurve[] => {
      const group = grid.find(settings);
      const base = { settings, color: i };
      const own = finished.filter((one) => same(one.settings, settings));
      return [
        ...(group ? [{ ...base, name: names[i], runs: group.runs, inTab: false }] : []),
        ...own.map(({ result }) => ({
          ...base,
          name: `${names[i]}, this tab, seed ${result.seed}`,
          runs: [result],
          inTab: true,
        })),
      ];
    });
  }

  function showCurves(): void {
    const { settings } = state;
    const all = [settings, ...state.kept];
    const curves = curvesOf(all).filter((curve) => curve.color > 0 || !isKept(settings));
    for (const kind of Object.keys(chartKinds) as ChartKind[]) {
      places[kind].draw(curves.length > 0 ? (width) => curveChart(kind, curves, width) : undefined);
    }
    const counts = partitions.get(partitionText(settings));
    places.partition.draw(counts && ((width) => partitionChart(counts, width)));
    numbers.replaceChildren(...(curves.length > 0 ? [runTable(curves), commandList(curves)] : []));
  }

  function startRun(): void {
    if (!form.root.reportValidity()) return;
    const { settings } = state;
    let drawn = 0;
    const started = performance.now();
    const rounds = Number(settings.rounds);
    progress.max = rounds;
    progress.removeAttribute('value');
    progressText.textContent = ' Loading the digits and the program that trains … ';
    const store = (result: RunResult): void => {
      const at = finished.findIndex(
        (one) => same(one.settings, settings) && one.result.seed === result.seed,
      );
      if (at >= 0) finished.splice(at, 1);
      finished.push({ settings, result });
    };
    runs.start(settings, (message) => {
      const seconds = (performance.now() - started) / 1000;
      if (message.kind === 'failed') {
        show();
        say('');
        tell([message.message]);
        return;
      }
      if (message.kind === 'ready') {
        const text = partitionText(settings);
        if (!partitions.has(text)) partitions.set(text, message.partition);
        tell(message.warnings.map((warning) => `Note: ${warning}.`));
      } else {
        const done = message.result.testAccuracy.length;
        store(message.result);
        progress.value = done;
        progressText.textContent = ` round ${done} of ${rounds}, ${seconds.toFixed(1)} s `;
      }
      if (message.kind === 'done') {
        show();
        say(tabText(message.result, seconds, grid.find(settings)));
      } else if (message.kind === 'ready' || seconds > drawn + secondsPerPicture) {
        drawn = seconds;
        showCurves();
      }
    });
    show();
  }
}

const same = (a: PlaygroundSettings, b: PlaygroundSettings): boolean =>
  triedText(a) === triedText(b);
