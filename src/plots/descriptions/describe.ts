import { describeBars, describeHistogram, isOutline } from './bars';
import { describeLines } from './lines';
import { describeMatrix } from './matrices';
import { type PanelView, isGuide, panelsOf, parts } from './panelView';
import { describePictures } from './pictures';
import { describePoints } from './points';
import { joinWithin } from './words';
import type { Figure } from '../frame/figure';
import { figureTitle, unmarked } from '../frame/figureTitle';

/** Characters that a description has at most: as many as a screen reader's user will sit through. */
const most = 400;

/** Numbers at the beginning of a sentence. */
const small = ['', '', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];

/** What kinds of panels are called, one and several. */
const kinds = {
  lines: ['Line chart', 'line charts'],
  points: ['Scatter plot', 'scatter plots'],
  bars: ['Bar chart', 'bar charts'],
  histogram: ['Histogram', 'histograms'],
  matrix: ['Matrix', 'matrices'],
  pictures: ['Grid of pictures', 'grids of pictures'],
  picture: ['Picture', 'pictures'],
} as const;

/**
 * Says in plain English what a chart shows, for those who do not see it: its title, its kind, its
 * axes, and where each line starts and ends, which bar is the largest, how many pictures there are.
 * At most 400 characters; what does not fit is counted.
 *
 * ```ts
 * const figure = fl.plots.roundCurves(records, { title: 'Ten rounds' });
 * fl.plots.describeFigure(figure);
 * // Ten rounds. Two line charts. Accuracy by round: train from 60.0 % to 91.2 %. …
 * ```
 */
export function describeFigure(figure: Figure): string {
  const title = figureTitle(figure);
  const heading = title === '' ? [] : [/[.?!]$/.test(title) ? title : `${title}.`];
  return joinWithin([...heading, ...body(figure)], most);
}

function body(figure: Figure): string[] {
  if (figure.data.length === 0) return diagram(figure);
  const panels = withSharedTitles(panelsOf(figure));
  const drawn = panels.filter(({ traces }) => traces.length > 0);
  const labels = names(panels, drawn);
  const stacked = figure.layout.barmode === 'stack';
  const told = drawn.map((panel, index) => {
    const label = labels[index];
    const sentence = describePanel(panel, stacked);
    return label === '' || saysName(sentence, label)
      ? capitalized(sentence)
      : `${label} – ${sentence}`;
  });
  return [kindSentence(panels), ...told];
}

/** Panels in a row have one title for all of their axes: it stands at the first of them. */
function withSharedTitles(panels: readonly PanelView[]): PanelView[] {
  const drawn = panels.filter(({ traces }) => traces.length > 0);
  const shared = (axis: 'x' | 'y'): string =>
    drawn.map((panel) => panel[axis].title).find((title) => title !== '') ?? '';
  const [x, y] = [shared('x'), shared('y')];
  return panels.map((panel) => ({
    ...panel,
    x: { ...panel.x, title: panel.x.title || x },
    y: { ...panel.y, title: panel.y.title || y },
  }));
}

const capitalized = (sentence: string): string =>
  sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** Whether a sentence that begins with a panel's name needs no second one. */
function saysName(sentence: string, name: string): boolean {
  return sentence.startsWith(`${name}:`);
}

/** Each drawn panel's name: its own, or that of the picture above it. */
function names(panels: readonly PanelView[], drawn: readonly PanelView[]): string[] {
  const pictured = panels.filter(({ traces, images }) => traces.length === 0 && images.length > 0);
  return drawn.map((panel, i) => {
    const above = pictured.length === drawn.length ? pictured[i].name : '';
    return panel.name || above;
  });
}

function kindSentence(panels: readonly PanelView[]): string {
  const counts = new Map<keyof typeof kinds, number>();
  for (const panel of panels) {
    const kind = kindOf(panel);
    if (kind) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const told = [...counts].map(([kind, n]) =>
    n === 1 ? kinds[kind][0] : `${small[n] ?? n} ${kinds[kind][1]}`,
  );
  return `${told.join(' and ')}.`;
}

function kindOf({ traces, images }: PanelView): keyof typeof kinds | undefined {
  if (traces.length === 0) return images.length > 0 ? 'picture' : undefined;
  const types = traces.map(({ type }) => type);
  if (types.includes('heatmap')) return 'matrix';
  if (types.includes('histogram')) return 'histogram';
  if (types.includes('bar') || traces.some(isOutline)) return 'bars';
  if (images.length > 0) return 'pictures';
  const markers = traces
    .filter((trace) => !isGuide(trace))
    .every(({ mode }) => mode === 'markers' || mode === 'markers+text');
  return markers ? 'points' : 'lines';
}

function describePanel(panel: PanelView, stacked: boolean): string {
  switch (kindOf(panel)) {
    case 'matrix':
      return describeMatrix(panel);
    case 'histogram':
      return describeHistogram(panel);
    case 'bars':
      return describeBars(panel, stacked);
    case 'pictures':
      return describePictures(panel);
    case 'points':
      return describePoints(panel);
    default:
      return describeLines(panel);
  }
}

/** A drawing without data says what is written in it. */
function diagram({ layout }: Figure): string[] {
  const texts = parts(layout.annotations).map(({ text }) => unmarked(String(text)));
  const written = texts.filter((text) => text !== '');
  return ['Diagram, in which is written:', ...written.map((text) => `${text};`)];
}
