import { formatBytes } from '../../core/formatBytes';
import type { AxisView } from './panelView';

/** A value as its axis shows it: `87.5 %`, `1.66 MB`, else with three significant digits. */
export function valueText(
  value: number,
  { percent, bytes = false }: Pick<AxisView, 'percent'> & Partial<Pick<AxisView, 'bytes'>>,
): string {
  if (bytes) return formatBytes(value);
  if (percent) return `${(100 * value).toFixed(1)} %`;
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

/** A place on an axis: its name, its bytes, or its number, with three digits if it is not whole. */
export function placeText(place: unknown, axis: AxisView): string {
  const whole = typeof place !== 'number' || Number.isInteger(place);
  return axis.bytes || !whole
    ? valueText(Number(place), { ...axis, percent: false })
    : axis.label(place);
}

/** The finite numbers of a trace's attribute, which a figure from JSON may hold as null. */
export function finite(values: unknown): number[] {
  return listOf(values).filter((value): value is number => Number.isFinite(value));
}

/** A list as Plotly takes it: an array or a typed array. */
export function listOf(values: unknown): unknown[] {
  if (Array.isArray(values)) return values as unknown[];
  return ArrayBuffer.isView(values) ? Array.from(values as Float64Array) : [];
}

/** The last of the sentences that fit, with `most` characters in all. */
export function joinWithin(sentences: readonly string[], most: number): string {
  let text = '';
  for (const [index, sentence] of sentences.entries()) {
    const next = text === '' ? sentence : `${text} ${sentence}`;
    const left = sentences.length - index;
    const more = ` And ${left} more.`;
    const last = left === 1;
    if (next.length + (last ? 0 : more.length) > most) {
      return text === '' ? `${sentence.slice(0, most - 1).trimEnd()}…` : text + more;
    }
    text = next;
  }
  return text;
}
