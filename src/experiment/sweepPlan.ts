import { ArgumentError, DataError } from '../core/errors';
import { flag } from '../core/flag';
import { completeSettings } from './config';
import { camelCase, parseSettings, readJsonObject } from './parseSettings';
import { settingNames } from './settings';
import type { Settings } from './settings';

/** One run of a sweep. */
export interface SweepRun {
  /** Its folder below `runs/`. */
  readonly name: string;
  /** Axis -> what the table calls the value. */
  readonly labels: Readonly<Record<string, string>>;
  readonly settings: Settings;
}

/** All runs of a sweep, the first axis changing slowest. */
export interface SweepPlan {
  readonly axes: readonly string[];
  readonly runs: readonly SweepRun[];
  /** The same sweep as one object, the command line's options in it. */
  readonly file: Readonly<Record<string, unknown>>;
}

interface Value {
  readonly label: string;
  readonly given: Readonly<Record<string, unknown>>;
}

interface Axis {
  readonly name: string;
  readonly values: readonly Value[];
}

/**
 * Reads a sweep: a JSON object of options, in which each list is an axis. An entry of a list is a value
 * of the option after which the axis is named, or an object of options, then under any name.
 *
 * @param base options that hold in all runs and win over the file's single ones
 * @throws ArgumentError or DataError for a file that is none, and for options that contradict
 *   themselves in some run
 */
export function readSweep(file: string, base: Settings): SweepPlan {
  const entries = Object.entries(readJsonObject(file)).map(
    ([name, value]) => [camelCase(name), value] as const,
  );
  const axes = entries.flatMap(([name, value]) =>
    Array.isArray(value) ? [axisOf(file, name, value)] : [],
  );
  if (axes.length === 0) {
    throw new DataError(file, 'expected at least one option with a list of values');
  }
  const single = Object.fromEntries(entries.filter(([, value]) => !Array.isArray(value)));
  const fixed = { ...parseSettings(single, file), ...base };
  checkAxes(file, axes, fixed);
  const combinations = product(axes.map(({ values }) => values));
  const digits = `${combinations.length}`.length;
  const runs = combinations.map((values, i): SweepRun => {
    const given = Object.assign({}, ...values.map((value) => value.given)) as object;
    const settings = { ...fixed, ...parseSettings({ ...given }, file) };
    completeSettings(settings);
    const name = [`${i + 1}`.padStart(digits, '0'), ...values.map(({ label }) => slug(label))];
    const labels = Object.fromEntries(axes.map((axis, a) => [axis.name, values[a].label]));
    return { name: name.join('-'), labels, settings };
  });
  const lists = entries.filter(([, value]) => Array.isArray(value));
  return {
    axes: axes.map(({ name }) => name),
    runs,
    file: { ...fixed, ...Object.fromEntries(lists) },
  };
}

function axisOf(file: string, name: string, list: readonly unknown[]): Axis {
  if (list.length === 0) throw new DataError(file, `${name}: expected at least one value`);
  const values = list.map((value): Value => {
    if (typeof value !== 'object' || value === null) {
      return { label: String(value), given: { [name]: value } };
    }
    const { name: label, ...options } = value as Record<string, unknown>;
    const given = Object.fromEntries(
      Object.entries(options).map(([key, option]) => [camelCase(key), option]),
    );
    const described = Object.entries(given).map(([key, option]) =>
      key === name ? String(option) : `${key} ${String(option)}`,
    );
    return { label: typeof label === 'string' ? label : described.join(', '), given };
  });
  const labels = values.map(({ label }) => label);
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice !== undefined) throw new DataError(file, `${name}: ${twice} is there twice`);
  return { name, values };
}

/** Every option is set by one axis, or by none. */
function checkAxes(file: string, axes: readonly Axis[], fixed: Settings): void {
  const owner = new Map<string, string>();
  for (const { name, values } of axes) {
    for (const option of new Set(values.flatMap(({ given }) => Object.keys(given)))) {
      const other = owner.get(option);
      if (other !== undefined) {
        throw new DataError(file, `${option} is set by two lists, ${other} and ${name}`);
      }
      owner.set(option, name);
      const known = settingNames.find((setting) => setting === option);
      if (known !== undefined && fixed[known] !== undefined) {
        throw new ArgumentError(flag(option), `be left to the list ${name}`, fixed[known]);
      }
    }
  }
}

function product<Item>(lists: readonly (readonly Item[])[]): Item[][] {
  return lists.reduce<Item[][]>(
    (heads, list) => heads.flatMap((head) => list.map((item) => [...head, item])),
    [[]],
  );
}

/** A label as a part of a folder's name. */
function slug(label: string): string {
  return label.replaceAll(/[^\p{L}\p{N}.]+/gu, '_').slice(0, 40) || '_';
}
