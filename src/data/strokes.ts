import { within } from '../core/check';
import { ArgumentError } from '../core/errors';

/** A point of a drawing, in any unit; y grows downwards. */
export type Point = readonly [x: number, y: number];

/** A line drawn without lifting the pen; one point makes a dot. */
export type Stroke = readonly Point[];

const side = 28;
const box = 20;
/** Where the center of mass is placed: the middle of pixel 14, counted from 0. */
const middle = 14;
/** As thick as MNIST's digits on average: they have 103 pixels of ink. */
const usualPen = 2.5;

/**
 * A drawing as an image in the style of MNIST: scaled proportionally so that its larger side takes
 * 20 pixels, drawn with soft edges, and shifted by whole pixels until its center of mass is the
 * middle of 28 × 28 (LeCun et al. 1998, section III.A); a drawing is never shifted beyond the edge.
 *
 * @param options.penWidth in pixels of the image, from 0.5 to 10; default 2.5
 * @returns 784 bytes, row-major: ink 255, background 0
 */
export function rasterizeStrokes(
  strokes: readonly Stroke[],
  options: { readonly penWidth?: number } = {},
): Uint8Array {
  const { penWidth = usualPen } = options;
  within('penWidth', penWidth, 0.5, 10);
  const fitted = fit(strokes, box - penWidth, penWidth / 2);
  const ink = new Float64Array(box * box);
  for (const [from, to] of fitted.flatMap(segments)) {
    for (let i = 0; i < ink.length; i++) {
      const distance = distanceTo(from, to, [(i % box) + 0.5, Math.floor(i / box) + 0.5]);
      ink[i] = Math.max(ink[i], Math.min(1, penWidth / 2 + 0.5 - distance));
    }
  }
  const left = shift(ink, (i) => i % box);
  const top = shift(ink, (i) => Math.floor(i / box));
  const image = new Uint8Array(side * side);
  ink.forEach((value, i) => {
    if (value > 0)
      image[(top + Math.floor(i / box)) * side + left + (i % box)] = Math.round(255 * value);
  });
  return image;
}

/** Points of a curve between two given ones. */
const between = 8;

/**
 * A smooth stroke through the given points, in order (a Catmull-Rom spline: Catmull and Rom 1974, "A
 * class of local interpolating splines").
 *
 * @param options.closed whether it continues from the last point to the first; default false
 */
export function smoothStroke(
  points: readonly Point[],
  options: { readonly closed?: boolean } = {},
): Stroke {
  const { closed = false } = options;
  if (points.length < 2) return points;
  const { length } = points;
  const at = (i: number): Point =>
    closed ? points[(i + length) % length] : points[Math.min(Math.max(i, 0), length - 1)];
  const last = closed ? length : length - 1;
  const curve = Array.from({ length: last * between }, (_, step): Point => {
    const i = Math.floor(step / between);
    const t = (step % between) / between;
    const along = (axis: 0 | 1): number => spline(at(i - 1), at(i), at(i + 1), at(i + 2), axis, t);
    return [along(0), along(1)];
  });
  return [...curve, at(last)];
}

/**
 * Scales all strokes by the same factor into a square of the given size that starts at `offset`.
 */
function fit(strokes: readonly Stroke[], size: number, offset: number): Stroke[] {
  const points = strokes.flat();
  if (points.length === 0) throw new ArgumentError('strokes', 'hold at least one point', strokes);
  const wrong = points.find((point) => !point.every(Number.isFinite));
  if (wrong) throw new ArgumentError('strokes', 'hold only finite numbers', wrong);
  const low = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])));
  const high = [0, 1].map((axis) => Math.max(...points.map((point) => point[axis])));
  const extent = Math.max(high[0] - low[0], high[1] - low[1]);
  const factor = extent === 0 ? 0 : size / extent;
  return strokes.map((stroke) =>
    stroke.map(([x, y]): Point => [offset + factor * (x - low[0]), offset + factor * (y - low[1])]),
  );
}

function segments(stroke: Stroke): (readonly [Point, Point])[] {
  if (stroke.length === 1) return [[stroke[0], stroke[0]]];
  return stroke.slice(1).map((point, i) => [stroke[i], point] as const);
}

function distanceTo([ax, ay]: Point, [bx, by]: Point, [x, y]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/** By how many pixels to move the ink along an axis to center its mass. */
function shift(ink: Float64Array, position: (index: number) => number): number {
  const inked = Array.from(ink.keys()).filter((i) => ink[i] > 0);
  const mass = inked.reduce((sum, i) => sum + ink[i], 0);
  const center = inked.reduce((sum, i) => sum + ink[i] * position(i), 0) / mass;
  const first = Math.min(...inked.map(position));
  const last = Math.max(...inked.map(position));
  return Math.min(side - 1 - last, Math.max(-first, Math.round(middle - center)));
}

function spline(a: Point, b: Point, c: Point, d: Point, axis: 0 | 1, t: number): number {
  const [p, q, r, s] = [a[axis], b[axis], c[axis], d[axis]];
  const [linear, square, cube] = [r - p, 2 * p - 5 * q + 4 * r - s, 3 * q - p - 3 * r + s];
  return q + (t * (linear + t * (square + t * cube))) / 2;
}
