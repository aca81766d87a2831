import type { Spread } from '../metrics/spread';

/** The units of a column's numbers, and what the numbers are divided by. */
const units = {
  '%': 0.01,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  s: 1,
  ms: 1e-3,
} as const;

/** `%` of fractions in [0, 1], `kB`, `MB` and `GB` of bytes, `s` and `ms` of seconds. */
export type TableUnit = keyof typeof units;

/** How a column is formatted: one unit, one number of decimals, one alignment. */
export interface TableColumn {
  readonly heading: string;
  readonly cells: readonly string[];
  /** Whether the column is right-aligned, as numbers are. */
  readonly right: boolean;
}

/**
 * Formats a column's values consistently: numbers, and means with their standard deviations, get
 * the same number of decimals, so that the column can be read from top to bottom. Whole numbers get
 * thousands separators; others get so many decimals that the largest has four digits, or fewer if all
 * have fewer: 0.02 and 0.1 are 0.02 and 0.10 (percentages: one decimal). A column whose largest number is below 0.0001 is written in powers of ten.
 *
 * @param key the property's name; `trainLoss` is headed "train loss"
 */
export function tableColumn(
  key: string,
  values: readonly unknown[],
  { heading = spaced(key), unit }: { readonly heading?: string; readonly unit?: TableUnit },
): TableColumn {
  const scale = unit === undefined ? 1 : units[unit];
  const numbers = values.flatMap(numbersOf).map((value) => value / scale);
  const write = numberFormat(numbers, unit === '%' ? 1 : undefined);
  return {
    heading: unit === undefined ? heading : `${heading} (${unit})`,
    cells: values.map((value) => {
      if (typeof value === 'number') return write(value / scale);
      if (isSpread(value)) return `${write(value.mean / scale)} ± ${write(value.std / scale)}`;
      return formatValue(value);
    }),
    right: numbers.length > 0,
  };
}

/** A single value: a number with at most four significant digits, a missing value as a dash. */
export function formatValue(value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberFormat([value])(value);
  if (!isSpread(value)) return JSON.stringify(value);
  const write = numberFormat([value.mean, value.std]);
  return `${write(value.mean)} ± ${write(value.std)}`;
}

/** `trainLoss` → `train loss`; names with more than one word stay as they are. */
function spaced(key: string): string {
  if (!/^[a-z]+([A-Z][a-z0-9]*)+$/.test(key)) return key;
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function isSpread(value: unknown): value is Spread {
  const { mean, std } = (value ?? {}) as Partial<Spread>;
  return typeof mean === 'number' && typeof std === 'number';
}

function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return isSpread(value) ? [value.mean, value.std] : [];
}

/** One format for all of these numbers. */
function numberFormat(numbers: readonly number[], decimals?: number): (value: number) => string {
  const finite = numbers.filter(Number.isFinite);
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const magnitude = Math.floor(Math.log10(largest || 1));
  const most = Math.max(0, ...finite.map((value) => decimalsOf(value, Math.max(0, 3 - magnitude))));
  const written = (value: number): string => {
    if (decimals === undefined && finite.every(Number.isInteger)) return grouped(value, 0);
    if (decimals === undefined && largest < 1e-4) return powerOfTen(value);
    return grouped(value, decimals ?? most);
  };
  return (value) => {
    if (Number.isNaN(value)) return '–';
    return Number.isFinite(value) ? written(value) : value > 0 ? '∞' : '−∞';
  };
}

/** How many decimals a number rounded to `most` of them needs. */
function decimalsOf(value: number, most: number): number {
  const [, fraction = ''] = value.toFixed(most).split('.');
  return fraction.replace(/0+$/, '').length;
}

function grouped(value: number, decimals: number): string {
  const text = value.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return /^-[0.,]+$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `7.5 × 10⁻⁹` */
function powerOfTen(value: number): string {
  if (value === 0) return '0';
  const [digits, exponent] = value.toExponential(1).replace(/^-/, '−').split('e');
  const raised = exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => superscripts[Number(digit)]);
  return `${digits} × 10${raised}`;
}
