import { existsSync, readFileSync, readdirSync } from '../../platform/files';
import { basename, join } from '../../platform/paths';
import { DataError } from '../../core/errors';
import { writeFileAtomic } from '../../core/files';
import { readJsonFile } from '../../core/jsonFile';
import type { Settings } from '../../options/table';
import { completeSettings } from '../../simulate/config';
import { readJsonObject, readSettingsFile } from '../../simulate/parseSettings';
import { runFiles } from '../../simulate/runFolder';
import { sweepFiles } from '../../simulate/sweep/sweep';
import { readSweep } from '../../simulate/sweep/sweepPlan';
import type { RoundRecord } from '../../simulation/roundRecord';
import { controlNames, controlOf } from './controls';
import { digitCounts } from './digitCounts';
import { triedText } from './link';
import { partitionText } from './results';
import type { GridGroup, GridResults, GridRun } from './results';
import { runResult } from './runResult';
import { defaultSettings, simulateOptions } from './settings';
import type { PlaygroundSettings } from './settings';

/** How runs are done, which changes nothing in their results, and what follows from other options. */
const notCompared = ['workers', 'checkpointEvery', 'delta'];

/**
 * Collects the results of all runs of the grid from their folders.
 *
 * @param plans the folder with the grid's sweeps, a JSON file each
 * @param done the folder in which each sweep was run with `--out`, under its file's name
 * @throws DataError if a run is missing, was done with other options, or is nothing that the page can ask for
 */
export function gridResults(plans: string, done: string): GridResults {
  const groups = new Map<string, GridRun[]>();
  const partitions: Record<string, number[][]> = {};
  const rounds = new Set<number>();
  const versions = new Map<string, Record<string, string>>();
  for (const file of gridFiles(plans)) {
    for (const { name, settings: given } of readSweep(file, {}).runs) {
      const sweep = basename(file, '.json');
      const inGrid = [sweep, sweepFiles.runs, name].join('/');
      const folder = join(done, sweep, sweepFiles.runs, name);
      checkOptions(folder, given);
      const settings = playgroundSettings(given, file);
      const config = completeSettings(given);
      rounds.add(config.rounds);
      const run = { folder: inGrid, ...runResult(readRecords(folder), config) };
      const tried = triedText(settings);
      groups.set(tried, [...(groups.get(tried) ?? []), run]);
      if (config.seed === 1) partitions[partitionText(settings)] ??= labelCounts(folder);
      const made = readJsonObject(join(folder, runFiles.config)).versions as Record<string, string>;
      versions.set(JSON.stringify(made), made);
    }
  }
  if (rounds.size !== 1) throw new DataError(plans, 'all runs must have as many rounds');
  if (versions.size !== 1) throw new DataError(done, 'holds runs of several versions');
  return {
    rounds: [...rounds][0],
    versions: [...versions.values()][0],
    partitions,
    groups: [...groups].map(([tried, runs]): GridGroup => ({ tried, runs })),
  };
}

/** Writes {@link gridResults} into a file, with a line for each combination of settings. */
export function writeGridResults(plans: string, done: string, file: string): void {
  const { groups, partitions, ...rest } = gridResults(plans, done);
  const lines = (values: readonly string[]): string => `\n${values.join(',\n')}\n`;
  const parts = [
    JSON.stringify(rest).slice(0, -1),
    `"partitions":{${lines(
      Object.entries(partitions).map(([name, counts]) => `"${name}":${JSON.stringify(counts)}`),
    )}}`,
    `"groups":[${lines(groups.map((group) => JSON.stringify(group)))}]`,
  ];
  writeFileAtomic(file, `${parts.join(',\n')}}\n`);
}

/** The sweeps of a grid, sorted. */
export function gridFiles(plans: string): string[] {
  const names = readdirSync(plans).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => join(plans, name));
}

/**
 * The settings of the page that mean these options.
 *
 * @throws DataError if the page cannot ask for them
 */
export function playgroundSettings(options: Settings, file: string): PlaygroundSettings {
  const config: Readonly<Record<string, unknown>> = completeSettings(options);
  const entries = controlNames.map((name) => {
    const control = controlOf(name);
    if (control.kind === 'number') return [name, config[control.option] ?? defaultSettings[name]];
    const fitting = Object.entries(control.choices)
      .map(([choice, { options: meant }]) => ({ choice, meant: Object.entries(meant) }))
      .filter(({ meant }) => meant.every(([option, value]) => config[option] === value))
      .sort((a, b) => b.meant.length - a.meant.length);
    return [name, fitting[0]?.choice];
  });
  const settings = { ...defaultSettings, ...Object.fromEntries(entries) } as PlaygroundSettings;
  const completed = { clientsPerRound: 10, ...options };
  const asked = completeSettings(simulateOptions(settings));
  if (sameRun(asked, completeSettings(completed))) return settings;
  throw new DataError(file, `has a run that the page cannot ask for: ${JSON.stringify(options)}`);
}

function sameRun(a: object, b: object): boolean {
  const told = (options: object): string =>
    JSON.stringify(
      Object.entries(options)
        .filter(([name, value]) => value !== undefined && !notCompared.includes(name))
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  return told(a) === told(b);
}

function checkOptions(folder: string, given: Settings): void {
  const file = join(folder, runFiles.config);
  if (!existsSync(join(folder, runFiles.report))) {
    throw new DataError(folder, 'holds no finished run');
  }
  const wanted = completeSettings({ clients: 100, clientsPerRound: 10, ...given });
  if (sameRun(readSettingsFile(file), wanted)) return;
  throw new DataError(file, 'has not the options of the sweep');
}

function readRecords(folder: string): RoundRecord[] {
  const lines = readFileSync(join(folder, runFiles.metrics), 'utf8').trimEnd().split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as RoundRecord);
}

/** How many training examples of each digit each client of a run has. */
function labelCounts(folder: string): number[][] {
  const clients = readJsonFile(join(folder, runFiles.clients)) as Record<string, number[]>;
  return digitCounts(Object.values(clients));
}
