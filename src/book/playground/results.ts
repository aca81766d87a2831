import { controlNames, controlOf } from './controls';
import type { ControlName } from './controls';
import { triedText } from './link';
import { applies, defaultSettings, isTried } from './settings';
import type { PlaygroundSettings } from './settings';

/** One curve point or total for each round, or one number that is the same in all rounds. */
export type PerRound = number | readonly number[];

/**
 * What the page shows of a run. Accuracies are whole hundredths of a percent: 8705 is 87.05 %; one for each
 * round, from the first.
 */
export interface RunResult {
  readonly seed: number;
  /** On the 2,000 central test examples. */
  readonly testAccuracy: readonly number[];
  /** Mean over the worst tenth of the clients, on their own test examples. */
  readonly worst10: readonly number[];
  /** Of all participating clients together. */
  readonly bytesUp: PerRound;
  readonly bytesDown: PerRound;
  /** After the last round, where noise is added: what it would promise if nobody knew the seed. */
  readonly privacy?: { readonly epsilon: number; readonly delta: number };
  /** Why the run ended before its last round, if it did. */
  readonly stopped?: string;
}

/** A run of the grid. */
export interface GridRun extends RunResult {
  /** The folder that the run was written to, in that of the grid: `alpha/runs/01-alpha 10-fedavg-1`. */
  readonly folder: string;
}

/** The runs of one combination of settings, which differ in their seeds. */
export interface GridGroup {
  /** As `triedText` writes it. */
  readonly tried: string;
  readonly runs: readonly GridRun[];
}

/** The stored results of the grid. */
export interface GridResults {
  /** Of every run. */
  readonly rounds: number;
  /** Of the library and the engine that made them. */
  readonly versions: Readonly<Record<string, string>>;
  /** Partition as `partitionText` writes it -> client -> label -> number of training examples; of seed 1. */
  readonly partitions: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly groups: readonly GridGroup[];
}

/** The part of {@link triedText} that decides which client has what: `partition=dirichlet&alpha=0.1`. */
export function partitionText(settings: PlaygroundSettings): string {
  const names: readonly ControlName[] = ['partition', 'alpha'];
  const told = names.filter((name) => applies(name, settings));
  return String(new URLSearchParams(told.map((name) => [name, String(settings[name])])));
}

/** The number of a round, counted from 0. */
export function inRound(values: PerRound, round: number): number {
  return typeof values === 'number' ? values : values[round];
}

/** Which combinations of settings a grid holds. */
export interface Grid {
  /** The runs of these settings; undefined if they were not run. */
  readonly find: (settings: PlaygroundSettings) => GridGroup | undefined;
  /** All values of a control that occur, in order. */
  readonly values: (name: ControlName) => readonly (string | number)[];
  /** The combinations that were run and differ least from these settings, at most `count`. */
  readonly nearest: (
    settings: PlaygroundSettings,
    changed: ControlName | undefined,
    count: number,
  ) => readonly PlaygroundSettings[];
}

/**
 * Makes the combinations of a grid accessible.
 *
 * @param read from `tried` back to settings
 */
export function gridOf({ groups }: GridResults, read: (tried: string) => PlaygroundSettings): Grid {
  const byText = new Map(groups.map((group) => [group.tried, group]));
  const all = groups.map(({ tried }) => read(tried));
  const told = (name: ControlName): (string | number)[] =>
    all.filter((one) => applies(name, one)).map((one) => one[name]);
  return {
    find: (settings) => byText.get(triedText(settings)),
    values: (name) => {
      const values = [...new Set(told(name))];
      const control = controlOf(name);
      return control.kind === 'choice'
        ? Object.keys(control.choices).filter((value) => values.includes(value))
        : values.sort((a, b) => Number(a) - Number(b));
    },
    nearest(settings, changed, count) {
      const scored = all
        .filter((one) => changed === undefined || one[changed] === settings[changed])
        .map((one) => ({ one, far: distance(settings, one) }));
      return scored
        .sort((a, b) => a.far - b.far)
        .slice(0, count)
        .map(({ one }) => one);
    },
  };
}

/**
 * How much a reader who wants these settings would give up: what was chosen on purpose counts more than what
 * the page began with, and a number that is near less than one that is far.
 */
function distance(wanted: PlaygroundSettings, other: PlaygroundSettings): number {
  const costs = controlNames.map((name) => {
    if (!isTried(name) || !applies(name, wanted) || wanted[name] === other[name]) return 0;
    const weight = wanted[name] === defaultSettings[name] ? 1 : 3;
    if (controlOf(name).kind === 'choice') return weight;
    return Math.min(weight, 0.5 + Math.abs(Math.log(Number(wanted[name]) / Number(other[name]))));
  });
  const lost = controlNames.filter(
    (name) =>
      isTried(name) &&
      applies(name, wanted) &&
      !applies(name, other) &&
      wanted[name] !== defaultSettings[name],
  );
  return costs.reduce((sum, cost) => sum + cost, 3 * lost.length);
}

/** The controls that are tried and differ between two settings; of a control that one has not, its condition counts. */
export function differences(a: PlaygroundSettings, b: PlaygroundSettings): ControlName[] {
  return controlNames.filter(
    (name) => isTried(name) && applies(name, a) && applies(name, b) && a[name] !== b[name],
  );
}
