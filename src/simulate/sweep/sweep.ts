import { existsSync, readFileSync, readdirSync, rmSync, rmdirSync } from '../../platform/files';
import { join, resolve } from '../../platform/paths';
import { counted } from '../../core/counted';
import { ArgumentError } from '../../core/errors';
import { shellQuote } from '../../commands/shellQuote';
import { onFile } from '../../core/systemError';
import { Rng } from '../../core/rng';
import { writeFileAtomic } from '../../core/files';
import { reachedAccuracy } from '../../simulation/roundRecord';
import type { RoundRecord } from '../../simulation/roundRecord';
import type { CommandLine } from '../commandLine';
import { completeSettings } from '../config';
import type { Config } from '../config';
import { dataTable } from '../../options/clients/dataSettings';
import { divideData } from '../../options/clients/divideData';
import { closeSource, openSource } from '../../options/clients/source';
import type { Source } from '../../options/clients/sourceKinds';
import { pick } from '../../options/defaults';
import { ownDatasetNames } from '../../options/themes/ownData';
import { readSettingsFile } from '../parseSettings';
import { number } from '../progress';
import { prepareRun } from '../prepare';
import { checkData, removeRun, runFiles } from '../runFolder';
import type { FolderMode } from '../runFolder';
import { nobodyTrained } from '../runSummary';
import { folderMode, release, withProgress } from '../simulate';
import type { CommandIo } from '../../commands/terminal';
import { readSweep, runName } from './sweepPlan';
import type { SweepPlan, SweepRun } from './sweepPlan';
import { predictedNumbers, sweepRow, toCsv } from './sweepRow';
import type { SweepRow } from './sweepRow';
import { summarize, summaryTable } from './sweepSummary';
import { versions } from '../versions';

/** What a sweep writes into its folder. */
export const sweepFiles = {
  plan: 'sweep.json',
  runs: 'runs',
  csv: 'results.csv',
  json: 'results.json',
  markdown: 'results.md',
} as const;

/** Does all runs of a sweep one by one and updates the table; returns the exit code. */
export async function sweep(line: CommandLine, io: CommandIo): Promise<number> {
  const { command } = line;
  const folder = command.out ?? join('runs', 'sweep');
  const plan = readPlan(line, folder);
  const sources = new Sources();
  try {
    await checkRuns(plan, sources, io);
    return await runAll(plan, folder, sources, line, io);
  } finally {
    sources.close();
  }
}

async function runAll(
  plan: SweepPlan,
  folder: string,
  sources: Sources,
  line: CommandLine,
  io: CommandIo,
): Promise<number> {
  if (line.command.force) removeSweep(folder);
  writeFileAtomic(join(folder, sweepFiles.plan), `${JSON.stringify(plan.file, null, 2)}\n`);
  const rows: SweepRow[] = [];
  for (const [i, run] of plan.runs.entries()) {
    if (io.signal.aborted) break;
    io.out.write(`run ${i + 1}/${plan.runs.length}: ${Object.values(run.labels).join(', ')}\n`);
    const row = await oneRun(run, join(folder, sweepFiles.runs, run.name), sources, line, io);
    rows.push(row);
    io.out.write(`  ${row.outcome} after ${counted(row.rounds, 'round')}: ${resultText(row)}\n`);
    writeTable(folder, plan, rows);
  }
  io.out.write(`\n${summaryTable(summarize(rows)).text}\n\n`);
  io.out.write(`table: ${join(folder, sweepFiles.csv)}, .json, .md\n`);
  if (io.signal.aborted) {
    io.err.write(
      `stopped; resume with: npm run simulate -- --resume --out ${shellQuote(folder)}\n`,
    );
    return 130;
  }
  return rows.every(({ outcome }) => outcome === 'done') ? 0 : 1;
}

/** Whether a folder holds a sweep that `--resume` can continue. */
export function holdsSweep(folder: string): boolean {
  return existsSync(join(folder, sweepFiles.plan));
}

/** The plan of the file, or of the folder to resume; if both exist, they must agree. */
function readPlan({ command, settings }: CommandLine, folder: string): SweepPlan {
  const known = join(folder, sweepFiles.plan);
  const mode = folderMode(command);
  const { config, sweep: file } = command;
  checkSweepFolder(folder, mode);
  if (mode === 'force' && file !== undefined && resolve(file) === resolve(known)) {
    throw new ArgumentError('--sweep', 'be outside of what --force replaces', file);
  }
  const base = { ...(config !== undefined && readSettingsFile(config)), ...settings };
  if (mode !== 'resume' || !existsSync(known)) return readSweep(file!, base);
  const before = readSweep(known, {});
  const now = file === undefined ? before : readSweep(file, base);
  const same = JSON.stringify(now.file) === JSON.stringify(before.file);
  if (!same || Object.keys(base).some((name) => !(name in before.file))) {
    throw new ArgumentError('--sweep', `be the sweep of ${known} to resume it`, file ?? folder);
  }
  return before;
}

/** Throws an `ArgumentError` for a folder in which something would be lost. */
function checkSweepFolder(folder: string, mode: FolderMode): void {
  const found = Object.values(sweepFiles).find((name) => existsSync(join(folder, name)));
  if (found === undefined || mode === 'resume') return;
  if (mode === 'force' && holdsSweep(folder)) return;
  const rule =
    mode === 'new'
      ? `name a folder without a sweep (${found} is there), or be given with --resume or --force`
      : `hold a sweep or none of its files: ${found} is not a sweep’s, and --force would remove it`;
  throw new ArgumentError('--out', rule, folder);
}

/** Refuses options that do not fit the data before anything is written: once for all seeds. */
async function checkRuns(plan: SweepPlan, sources: Sources, io: CommandIo): Promise<void> {
  const seen = new Set<string>();
  for (const { settings, refused } of plan.runs) {
    const key = JSON.stringify({ ...settings, seed: 0 });
    if (seen.has(key)) continue;
    seen.add(key);
    const config = completeSettings(settings);
    try {
      release(await prepareRun(await sources.open(config), config, announcer(io)));
    } catch (error) {
      throw refused(error);
    }
  }
}

async function oneRun(
  run: SweepRun,
  folder: string,
  sources: Sources,
  { command }: CommandLine,
  io: CommandIo,
): Promise<SweepRow> {
  const config = completeSettings(run.settings);
  const done = finishedRecords(folder, config);
  if (done) {
    const rng = Rng.fromSeed(config.seed).split('clients');
    checkData(folder, divideData(await sources.open(config), config, rng).checksum());
    return sweepRow(run, nobodyTrained(done) ? 'untrained' : 'done', done);
  }
  const prepared = await prepareRun(await sources.open(config), config, announcer(io));
  prepared.warnings.forEach(announcer(io));
  try {
    const mode = command.resume ? 'resume' : 'new';
    const result = await withProgress(prepared, folder, mode, command.quiet ?? false, io);
    const outcome = result.problem ? `diverged: ${result.problem.message}` : result.outcome;
    return sweepRow(run, outcome, result.records);
  } finally {
    release(prepared);
  }
}

/** The records of a finished run; a run writes its report last. */
function finishedRecords(folder: string, config: Config): readonly RoundRecord[] | undefined {
  const file = join(folder, runFiles.metrics);
  if (!existsSync(file) || !existsSync(join(folder, runFiles.report))) return undefined;
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').filter(Boolean);
  const records = lines.map((line) => JSON.parse(line) as RoundRecord);
  const last = records.at(-1);
  const { rounds, targetAccuracy } = config;
  const reached = last && targetAccuracy !== undefined && reachedAccuracy(last, targetAccuracy);
  return reached || last?.round === rounds ? records : undefined;
}

function writeTable(folder: string, plan: SweepPlan, rows: readonly SweepRow[]): void {
  const summary = summarize(rows);
  const results = { sweep: plan.file, versions: versions(), summary, rows };
  writeFileAtomic(join(folder, sweepFiles.csv), toCsv(plan.axes, rows));
  writeFileAtomic(join(folder, sweepFiles.json), `${JSON.stringify(results, null, 1)}\n`);
  writeFileAtomic(join(folder, sweepFiles.markdown), summaryTable(summary).markdown);
}

/** Removes a sweep's files and those of its runs; other runs in `runs/` stay. */
function removeSweep(folder: string): void {
  const { runs: below, ...files } = sweepFiles;
  const runs = join(folder, below);
  for (const name of existsSync(runs) ? readdirSync(runs) : []) {
    const run = join(runs, name);
    if (!runName.test(name)) continue;
    removeRun(run);
    onFile(run, () => {
      rmSync(join(run, '.lock'), { force: true });
      if (readdirSync(run).length === 0) rmdirSync(run);
    });
  }
  for (const name of Object.values(files)) {
    const path = join(folder, name);
    onFile(path, () => {
      rmSync(path, { force: true });
    });
  }
}

function resultText(row: SweepRow): string {
  const { testAccuracy, testMse, testR2, seconds } = row;
  const accuracy = testAccuracy === null ? '–' : `${(100 * testAccuracy).toFixed(2)} %`;
  const score = predictedNumbers(row)
    ? `test MSE ${number(testMse)}, R² ${number(testR2)}`
    : `test accuracy ${accuracy}`;
  return `${score}, ${seconds.toFixed(1)} s of training`;
}

function announcer(io: CommandIo): (line: string) => void {
  return (line) => void io.err.write(`${line}\n`);
}

/** Keeps the last data set that was read: most sweeps have only one. */
class Sources {
  #key = '';
  #source: Source | undefined;

  async open(config: Config): Promise<Source> {
    const { dataset, dataDir, characters, partition, heldOut, seed } = config;
    const byWriter = characters !== undefined && { characters, partition, heldOut, seed };
    const own = ownDatasetNames.some((name) => name === dataset) && pick(dataTable, config);
    const key = JSON.stringify({ dataset, dataDir, ...byWriter, ...own });
    if (this.#source && key === this.#key) return this.#source;
    this.close();
    this.#source = await openSource(config);
    this.#key = key;
    return this.#source;
  }

  close(): void {
    if (this.#source) closeSource(this.#source);
    this.#source = undefined;
  }
}
