import type { Figure, PlotlyPart } from '../frame/figure';
import { unmarked } from '../frame/figureTitle';

/** What a description needs of an axis. */
export interface AxisView {
  /** Empty if the axis has none. */
  readonly title: string;
  /** Whether values are fractions that are shown as percentages. */
  readonly percent: boolean;
  /** Whether values are numbers of bytes; see `byteAxis`. */
  readonly bytes: boolean;
  /** Whether the axis names values. */
  readonly named: boolean;
  /** The label at a value, where the axis names values, such as classes. */
  readonly label: (value: unknown) => string;
}

/** A pair of axes with what is drawn on it. */
export interface PanelView {
  /** Empty if the panel has no title of its own. */
  readonly name: string;
  readonly traces: readonly PlotlyPart[];
  readonly images: readonly PlotlyPart[];
  readonly x: AxisView;
  readonly y: AxisView;
}

/** The panels of a figure, in reading order. */
export function panelsOf({ data, layout }: Figure): PanelView[] {
  const numbers = Object.keys(layout).flatMap((key) => /^xaxis(\d*)$/.exec(key)?.slice(1) ?? []);
  return numbers
    .sort((a, b) => Number(a) - Number(b))
    .map((number) => {
      const x = part(layout[`xaxis${number}`]);
      const y = part(layout[`yaxis${number}`]);
      return {
        name: panelName(parts(layout.annotations), x, y),
        traces: data.filter(({ xaxis = 'x' }) => xaxis === `x${number}`),
        images: parts(layout.images).filter(({ xref }) => xref === `x${number}`),
        x: axisView(x),
        y: axisView(y),
      };
    });
}

/** Whether a trace is a line or a band that helps to read the others and has no data of its own. */
export function isGuide({ hoverinfo }: PlotlyPart): boolean {
  return hoverinfo === 'skip';
}

/** The names of a figure's layout that may be missing. */
export function parts(value: unknown): PlotlyPart[] {
  return Array.isArray(value) ? (value as PlotlyPart[]) : [];
}

function part(value: unknown): PlotlyPart {
  return typeof value === 'object' && value !== null ? (value as PlotlyPart) : {};
}

/** A panel's title is the annotation at the top left corner of its axes. */
function panelName(annotations: readonly PlotlyPart[], x: PlotlyPart, y: PlotlyPart): string {
  const [left] = parts(x.domain) as unknown as number[];
  const top = (parts(y.domain) as unknown as number[])[1];
  const near = (a: unknown, b: unknown): boolean => Math.abs(Number(a) - Number(b)) < 1e-9;
  const found = annotations.find(
    (note) => note.xref === 'paper' && near(note.x, left) && near(note.y, top),
  );
  return typeof found?.text === 'string' ? unmarked(found.text) : '';
}

function axisView(axis: PlotlyPart): AxisView {
  const { text } = part(axis.title) as { readonly text?: string };
  const [at, names] = [axis.tickvals, axis.ticktext].map((list) => parts(list) as unknown[]);
  return {
    title: unmarked(text ?? ''),
    percent: typeof axis.tickformat === 'string' && axis.tickformat.endsWith('%'),
    bytes: axis.type === 'log' && names.length > 0,
    named: names.length > 0,
    label: (value) => {
      const index = at.indexOf(value);
      return unmarked(String(index >= 0 && names[index] !== '' ? (names[index] ?? value) : value));
    },
  };
}
