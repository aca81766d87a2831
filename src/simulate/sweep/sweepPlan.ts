import { ArgumentError } from '../../core/errors';
import { flag } from '../../commands/flag';
import { completeSettings } from '../config';
import {
  camelCase,
  inFile,
  leftOpen,
  namedAsInFile,
  parseSettings,
  readJsonObject,
} from '../parseSettings';
import { settingNames } from '../../options/table';
import type { Settings } from '../../options/table';

/** One run of a sweep. */
export interface SweepRun {
  /** Its folder in `runs/`. */
  readonly name: string;
  /** Axis -> name of the value in the table. */
  readonly labels: Readonly<Record<string, string>>;
  readonly settings: Settings;
  /** Renames the option in an error of this run as the file does. */
  readonly refused: (error: unknown) => unknown;
}

/** Names of the folders of a sweep's runs. */
export const runName = /^\d+-/;

/** All runs of a sweep, the first axis changing slowest. */
export interface SweepPlan {
  readonly axes: readonly string[];
  readonly runs: readonly SweepRun[];
  /** The same sweep as one object, including the command line's options. */
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
 * Reads a sweep: a JSON object of options, in which each list is an axis. An entry of a list is either
 * a value of the option that the axis is named after, or an object of options; the axis can then have
 * any name.
 *
 * @param base options for all runs, which override the file's single values
 * @throws ArgumentError for a file that holds no sweep, and for options that contradict each other in
 *   some run; DataError for a file that cannot be read
 */
export function readSweep(file: string, base: Settings): SweepPlan {
  const entries = Object.entries(readJsonObject(file)).map(
    ([name, value]) => [camelCase(name), value] as const,
  );
  const axes = entries.flatMap(([name, value]) =>
    Array.isArray(value) ? [axisOf(file, name, value)] : [],
  );
  if (axes.length === 0) {
    const given = entries.map(([name]) => name);
    throw new ArgumentError(
      file,
      'hold at least one option with a list of values',
      given.join(', '),
    );
  }
  const single = Object.fromEntries(entries.filter(([, value]) => !Array.isArray(value)));
  const fixed = { ...parseSettings(single, file), ...base };
  checkAxes(file, axes, fixed);
  const combinations = product(axes.map(({ values }) => values));
  const digits = `${combinations.length}`.length;
  const runs = combinations.map((values, i): SweepRun => {
    const given = Object.assign({}, ...values.map((value) => value.given)) as object;
    const settings = { ...fixed, ...parseSettings({ ...given }, file) };
    const refused = (error: unknown) => namedAsInFile(error, file, leftOpen(settings, base));
    try {
      completeSettings(settings);
    } catch (error) {
      throw refused(error);
    }
    const name = [`${i + 1}`.padStart(digits, '0'), ...values.map(({ label }) => slug(label))];
    const labels = Object.fromEntries(axes.map((axis, a) => [axis.name, values[a].label]));
    return { name: name.join('-'), labels, settings, refused };
  });
  const lists = entries.filter(([, value]) => Array.isArray(value));
  return {
    axes: axes.map(({ name }) => name),
    runs,
    file: { ...fixed, ...Object.fromEntries(lists) },
  };
}

function axisOf(file: string, name: string, list: readonly unknown[]): Axis {
  if (list.length === 0)
    throw new ArgumentError(inFile(file, name), 'hold at least one value', list);
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
  if (twice !== undefined)
    throw new ArgumentError(inFile(file, name), 'hold each value once', twice);
  return { name, values };
}

/** Every option is set by at most one axis. */
function checkAxes(file: string, axes: readonly Axis[], fixed: Settings): void {
  const owner = new Map<string, string>();
  for (const { name, values } of axes) {
    for (const option of new Set(values.flatMap(({ given }) => Object.keys(given)))) {
      const other = owner.get(option);
      if (other !== undefined) {
        const lists = `${other} and ${name}`;
        throw new ArgumentError(inFile(file, option), 'be set by one list only', lists);
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

/** A label as part of a folder's name. */
function slug(label: string): string {
  return label.replaceAll(/[^\p{L}\p{N}.]+/gu, '_').slice(0, 40) || '_';
}
