import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { ClassTargets } from '../dataset';

/**
 * Makes classes of numbers: `bins` of as equal size as equal numbers allow, which are never separated. A
 * group of equal numbers belongs to the bin in which the middle of its ranks lies, and a bin that gets
 * none is left out. If there are no more different numbers than bins, each has its own.
 *
 * ```ts
 * const { labels, classNames } = fl.data.quantileBins([3.1, 9, 4.6, 2.5], 2);
 * // labels [0, 1, 1, 0], classNames ['2.5 to 3.1', '4.6 to 9']
 * ```
 *
 * @param values finite
 * @param bins from 2 to 256; default 10
 */
export function quantileBins(values: ArrayLike<number>, bins = 10): ClassTargets {
  wholeNumber('bins', bins, 2, 256);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]))
      throw new ArgumentError(`values[${i}]`, 'be finite', values[i]);
  }
  const sorted = Float64Array.from(values).sort();
  const groups = equalNumbers(sorted);
  const wanted = groups.map(({ start, end }, i) =>
    groups.length <= bins ? i : Math.floor(((start + end) * bins) / (2 * sorted.length)),
  );
  const used = [...new Set(wanted)];
  const label = new Map(groups.map(({ value }, i) => [value, used.indexOf(wanted[i])]));
  const ranges = used.map((bin) => {
    const members = groups.filter((_, i) => wanted[i] === bin);
    return [members[0].value, members[members.length - 1].value] as const;
  });
  return {
    labels: Uint8Array.from(values, (value) => label.get(value)!),
    classNames: namesOf(ranges),
  };
}

interface EqualNumbers {
  readonly value: number;
  /** The first rank, and that after the last. */
  readonly start: number;
  readonly end: number;
}

function equalNumbers(sorted: Float64Array): EqualNumbers[] {
  const groups: { value: number; start: number; end: number }[] = [];
  sorted.forEach((value, rank) => {
    const last = groups.at(-1);
    if (last?.value === value) last.end++;
    else groups.push({ value, start: rank, end: rank + 1 });
  });
  return groups;
}

/** `2.5 to 3.1`: with as few digits, but at least three, as tell the ends of all bins apart. */
function namesOf(ranges: readonly (readonly [low: number, high: number])[]): string[] {
  const ends = new Set(ranges.flat()).size;
  const rounded = (value: number, digits: number): string => `${Number(value.toPrecision(digits))}`;
  let digits = 3;
  while (digits < 17 && new Set(ranges.flat().map((end) => rounded(end, digits))).size < ends) {
    digits++;
  }
  return ranges.map(([low, high]) =>
    [...new Set([rounded(low, digits), rounded(high, digits)])].join(' to '),
  );
}
