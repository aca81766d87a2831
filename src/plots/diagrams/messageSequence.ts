import { ArgumentError } from '../../core/errors';
import { formatBytes } from '../../core/formatBytes';
import type { Figure, PlotlyPart } from '../frame/figure';
import { arrange } from '../frame/panels';
import { bareAxis, colors, palette, plainText, sizes } from '../frame/theme';

/** Something that happens between a client and the server, or only in the client. */
export interface SequenceStep {
  readonly label: string;
  /** Milliseconds since the first step. */
  readonly start: number;
  /** Milliseconds. */
  readonly duration: number;
  /** Bytes of the client's requests and of the responses; undefined for the client's own work. */
  readonly bytes?: { readonly up: number; readonly down: number };
}

/** Options of {@link messageSequence}. */
export interface MessageSequenceOptions {
  readonly title: string;
  /** Default `client` and `server`. */
  readonly names?: readonly [client: string, server: string];
}

/** All in CSS pixels, from the top left of the drawing. */
const margin = 16;
const width = sizes.width - 2 * margin;
const lines = { client: 190, server: width - 110 };
const head = { top: 6, width: 150, height: 28 };
const room = { call: 52, work: 42, start: head.top + head.height + 26 };
const tip = { length: 9, width: 8 };

const up = palette[1];
const down = palette[0];
const own = palette[2];

/**
 * Messages between a client and a server, from top to bottom in the order in which they began: an
 * arrow for each request and each response, thicker for more bytes, and boxes for the client's own
 * work. Distances are not to scale; the times are at the left.
 *
 * @param steps 1 to 40
 */
export function messageSequence(
  steps: readonly SequenceStep[],
  { title, names = ['client', 'server'] }: MessageSequenceOptions,
): Figure {
  if (steps.length < 1 || steps.length > 40) {
    throw new ArgumentError('steps', 'be 1 to 40', steps.length);
  }
  const ordered = [...steps].sort((a, b) => a.start - b.start);
  let next = room.start;
  const placed = ordered.map((step) => {
    const top = next;
    next += step.bytes ? room.call : room.work;
    return { step, top };
  });
  const height = next + 6;
  const figure = arrange(
    [
      {
        traces: [],
        x: bareAxis([0, width], { fixedrange: true }),
        y: bareAxis([height, 0], { fixedrange: true }),
      },
    ],
    { title, panelHeight: height, left: margin, right: margin, bottom: 8, legend: false },
  );
  const places = [lines.client, lines.server];
  const shapes = [
    ...places.map((x) => lifeline(x, height)),
    ...places.map((x) => box(x, head.top, head.width, head.height, colors.text, colors.paper)),
    ...placed.flatMap(({ step, top }) => drawn(step, top)),
  ];
  const annotations = [
    ...places.map((x, i) =>
      text(x, head.top + head.height / 2, `<b>${plainText(names[i])}</b>`, colors.text),
    ),
    ...placed.flatMap(({ step, top }) => inscription(step, top)),
  ];
  return { ...figure, layout: { ...figure.layout, shapes, annotations } };
}

/** 200 bytes give a thin line, 100 kB a thick one. */
function thickness(bytes: number): number {
  return Math.min(5, Math.max(1, 1 + 1.4 * Math.log10(Math.max(bytes, 1) / 200)));
}

/** Heights of a call's two arrows below its top. */
const arrows = { up: 16, down: 36 };

function drawn({ bytes }: SequenceStep, top: number): PlotlyPart[] {
  if (!bytes) return [box(lines.client, top, head.width, 26, own, '#E5F5F0')];
  return [
    ...arrow(lines.client, lines.server, top + arrows.up, up, thickness(bytes.up)),
    ...arrow(lines.server, lines.client, top + arrows.down, down, thickness(bytes.down)),
  ];
}

function inscription({ label, start, duration, bytes }: SequenceStep, top: number): PlotlyPart[] {
  const time = text(0, top + (bytes ? arrows.up : 13), milliseconds(start), colors.faint, 'left');
  const words = plainText(label);
  if (!bytes) {
    return [time, text(lines.client, top + 13, `${words}, ${milliseconds(duration)}`, own)];
  }
  const asked = `<b>${words}</b>, ${formatBytes(bytes.up)}`;
  return [
    time,
    text(lines.client + 14, top + arrows.up - 10, asked, up, 'left'),
    text(lines.server - 14, top + arrows.down - 10, formatBytes(bytes.down), down, 'right'),
  ];
}

function milliseconds(value: number): string {
  return `${Math.round(value).toLocaleString('en-US')} ms`;
}

const axes = { xref: 'x', yref: 'y' };

function lifeline(x: number, height: number): PlotlyPart {
  const line = { color: colors.axis, width: 1, dash: 'dot' };
  return { type: 'line', ...axes, x0: x, x1: x, y0: head.top + head.height, y1: height, line };
}

function box(
  center: number,
  top: number,
  wide: number,
  high: number,
  color: string,
  fillcolor: string,
): PlotlyPart {
  const place = { x0: center - wide / 2, x1: center + wide / 2, y0: top, y1: top + high };
  return { type: 'rect', ...axes, ...place, fillcolor, line: { color, width: 1.5 } };
}

/**
 * A horizontal line with its head; Plotly's annotation arrows cannot be drawn without a browser.
 */
function arrow(from: number, to: number, y: number, color: string, thick: number): PlotlyPart[] {
  const long = tip.length + thick;
  const neck = to - Math.sign(to - from) * long;
  const half = tip.width / 2 + thick / 2;
  const path = `M ${to},${y} L ${neck},${y - half} L ${neck},${y + half} Z`;
  const line = { color, width: thick };
  return [
    { type: 'line', ...axes, x0: from, x1: neck, y0: y, y1: y, line },
    { type: 'path', ...axes, path, fillcolor: color, line: { color, width: 0 } },
  ];
}

function text(
  x: number,
  y: number,
  words: string,
  color: string,
  xanchor: 'left' | 'center' | 'right' = 'center',
): PlotlyPart {
  const place = { x, y, ...axes, xanchor, yanchor: 'middle', align: xanchor };
  return { ...place, text: words, showarrow: false, font: { size: sizes.text, color } };
}
