import type { Filled, Option, OptionTable, Values } from './option';
import { algorithmOptions } from './themes/algorithm';
import { compressionOptions } from './themes/compression';
import { attackOptions } from './themes/attacks';
import { dataOptions } from './themes/data';
import { modelOptions } from './themes/model';
import { ownDataOptions } from './themes/ownData';
import { evaluationOptions, roundOptions } from './themes/rounds';
import { privacyOptions } from './themes/privacy';
import { runOptions } from './themes/run';
import { secureAggregationOptions } from './themes/secureAggregation';
import { trainingOptions } from './themes/training';

/** All options of a run by theme, with the help's titles and in its order. */
export const themes = {
  'Your own files': ownDataOptions,
  'Data and clients': dataOptions,
  'Model and engine': modelOptions,
  Algorithm: algorithmOptions,
  'Local training': trainingOptions,
  Rounds: roundOptions,
  Compression: compressionOptions,
  Privacy: privacyOptions,
  'Secure aggregation': secureAggregationOptions,
  'Bad clients': attackOptions,
  Evaluation: evaluationOptions,
  Running: runOptions,
} as const satisfies Readonly<Record<string, OptionTable>>;

/**
 * Every option of a run, once: its range, default, help and conditions. A default may depend on the
 * options that precede it.
 */
export const runTable = {
  ...ownDataOptions,
  ...dataOptions,
  ...modelOptions,
  ...algorithmOptions,
  ...trainingOptions,
  ...roundOptions,
  ...compressionOptions,
  ...privacyOptions,
  ...secureAggregationOptions,
  ...attackOptions,
  ...evaluationOptions,
  ...runOptions,
} as const satisfies OptionTable;

type RunTable = typeof runTable;

export type SettingName = keyof RunTable;

/** The names of all options, in the order of the help. */
export const settingNames = Object.keys(runTable) as readonly SettingName[];

/** Options of a run as given; each may be left out. */
export type Settings = Values<RunTable>;

/** Options of a run with the defaults filled in. */
export type FilledSettings = Filled<RunTable>;

/** How an option of a command differs from the table, and why. */
export type Differing = Partial<Option> & { readonly reason: string };

type Taken<Name extends SettingName, Others> = {
  readonly [Key in Name]: Key extends keyof Others
    ? Omit<RunTable[Key], keyof Others[Key]> & Others[Key]
    : RunTable[Key];
};

/** A command's part of the table. @param others how options differ in this command */
export function take<
  Name extends SettingName,
  const Others extends Partial<Record<Name, Differing>> = object,
>(names: readonly Name[], others?: Others): Taken<Name, Others> {
  const differing: Partial<Record<string, Differing>> = others ?? {};
  const entries = settingNames
    .filter((name) => (names as readonly string[]).includes(name))
    .map((name) => [name, { ...runTable[name], ...differing[name] }]);
  return Object.fromEntries(entries) as Taken<Name, Others>;
}
