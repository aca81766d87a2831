import { existsSync } from '../platform/files';
import { basename, join, resolve } from '../platform/paths';
import { counted } from '../core/counted';
import { ArgumentError, FederatedError } from '../core/errors';
import { shellQuote } from '../commands/shellQuote';
import type { CommandIo } from '../commands/terminal';
import { statistics } from '../data/federatedDataset';
import { strategies } from '../strategies/catalogue';
import type { CommandLine } from './commandLine';
import { attackText } from './attackSettings';
import { completeSettings } from './config';
import type { Config } from './config';
import { closeSource, openSource } from '../options/clients/source';
import { listed } from '../options/listed';
import type { Settings } from '../options/table';
import { exampleText } from './examplePrivacy';
import { planText } from './privacy';
import { prepareRun } from './prepare';
import type { PreparedRun } from './prepare';
import { leftOpen, namedAsInFile, readSettingsFile } from './parseSettings';
import { runProgress } from './progress';
import { runExperiment } from './runExperiment';
import type { ExperimentResult } from './runExperiment';
import { checkFolder, checkGiven, holdsRun, runFiles } from './runFolder';
import type { FolderMode } from './runFolder';
import { runSummary } from './runSummary';

/** Exit codes. */
export const exitCodes = { done: 0, untrained: 1, diverged: 1, interrupted: 130 } as const;

/** Does one run and prints its results; returns the exit code. */
export async function simulate(line: CommandLine, io: CommandIo): Promise<number> {
  const { config: file } = line.command;
  if (file === undefined) return await oneRun(line, line.settings, io);
  const inFile = readSettingsFile(file);
  try {
    return await oneRun(line, { ...inFile, ...line.settings }, io);
  } catch (error) {
    throw namedAsInFile(error, file, leftOpen(inFile, line.settings));
  }
}

async function oneRun({ command }: CommandLine, given: Settings, io: CommandIo): Promise<number> {
  const settings = collectSettings(command, given);
  const config = completeSettings(settings);
  const folder = command.out ?? defaultFolder(config);
  const mode = folderMode(command);
  checkFolder(folder, mode);
  const source = await openSource(config);
  const warn = (text: string): void => void io.err.write(`${text}\n`);
  let prepared: PreparedRun | undefined;
  try {
    prepared = await prepareRun(source, config, warn);
    const fresh = mode === 'resume' && !holdsRun(folder) ? ' (no run to resume: starting it)' : '';
    prepared.warnings.forEach(warn);
    io.out.write(`${describe(prepared)}\nfolder: ${folder}${fresh}\n`);
    const result = await withProgress(prepared, folder, mode, command.quiet ?? false, io);
    tellResult(result, folder, io);
    return exitCodes[result.outcome];
  } finally {
    if (prepared) release(prepared);
    closeSource(source);
  }
}

/** What the options ask to do with a folder that holds a run. */
export function folderMode({ resume, force }: CommandLine['command']): FolderMode {
  return resume ? 'resume' : force ? 'force' : 'new';
}

/** The given options, on top of those of the run to resume. */
function collectSettings({ resume, out }: CommandLine['command'], given: Settings): Settings {
  if (!resume || out === undefined) return given;
  if (holdsRun(out)) {
    checkGiven(out, given);
    return { ...readSettingsFile(join(out, runFiles.config)), ...given };
  }
  if (Object.keys(given).length > 0) return given;
  throw new ArgumentError(
    '--out',
    'hold a run to resume, or be given with the options of a run',
    out,
  );
}

/** `runs/mnist-iid-cnn-fedavg-1` */
function defaultFolder(config: Config): string {
  const { partition, model, strategy, seed } = config;
  const parts = [dataName(config), partition, ...(model === 'auto' ? [] : [model]), strategy, seed];
  return join('runs', parts.join('-'));
}

/** The data set's name, or that of the first of one's own files: `patients`. */
export function dataName({ dataset, table, parquet, imageFolder }: Config): string {
  const files = table ?? parquet;
  const file = files === undefined ? imageFolder : listed(files)[0];
  if (file === undefined) return dataset;
  return basename(resolve(file)).replace(/(\.\w+)(\.gz)?$/i, '');
}

/** Runs with a progress line. */
export async function withProgress(
  prepared: PreparedRun,
  folder: string,
  mode: FolderMode,
  quiet: boolean,
  io: CommandIo,
): Promise<ExperimentResult> {
  let progress: ReturnType<typeof runProgress> | undefined;
  try {
    return await runExperiment(prepared, {
      folder,
      mode,
      signal: io.signal,
      warn: (text) => void io.err.write(`${text}\n`),
      onStart(done) {
        if (done.length > 0) io.out.write(`resumed after round ${done.length}\n`);
        if (!quiet) progress = runProgress(io.err, prepared.config.rounds, done.length);
      },
      onRound(record) {
        progress?.update(record);
      },
    });
  } finally {
    progress?.end();
  }
}

/** Frees the resources of a run; its source stays open. */
export function release({ trainer, model }: PreparedRun): void {
  trainer.dispose();
  model.dispose();
}

function describe({ config, federated, trainer, privacy, bad }: PreparedRun): string {
  const { clients, trainExamples, perClient } = statistics(federated);
  const sizes =
    perClient.min === perClient.max ? `${perClient.min}` : `${perClient.min} to ${perClient.max}`;
  const test = federated.centralTest?.size ?? 0;
  const { model, strategy, rounds, clientsPerRound, localEpochs, batchSize } = config;
  return [
    `${dataName(config)}: ${trainExamples.toLocaleString('en-US')} training and ${counted(test, 'test example')}; ` +
      `${counted(clients, 'client')} (${config.partition}) with ${sizes} each`,
    `${model}: ${counted(trainer.spec.size, 'parameter')}`,
    `${strategies[strategy].title}: ${counted(rounds, 'round')} of ${counted(clientsPerRound, 'client')}, ` +
      `local epochs ${localEpochs}, batch size ${batchSize}, learning rate ${config.clientLearningRate}`,
    ...(bad ? [attackText(bad)] : []),
    ...(privacy ? [`privacy: ${planText(privacy, rounds)}`] : []),
    ...(config.exampleClip === undefined
      ? []
      : [`examples: ${exampleText(config, perClient.min)}`]),
  ].join('\n');
}

function tellResult(result: ExperimentResult, folder: string, io: CommandIo): void {
  const { outcome, problem, records, config } = result;
  for (const [name, text] of Object.entries(runSummary(records))) {
    io.out.write(`${name}: ${text}\n`);
  }
  if (outcome === 'diverged') {
    io.err.write(`diverged: ${problem!.message}\n`);
    io.err.write(`${folder} holds the last good state, after round ${records.length}\n`);
  }
  if (outcome === 'untrained') {
    const who = records.some(({ dropped }) => dropped.length > 0)
      ? 'every drawn client dropped out'
      : 'nobody was available';
    const options = 'check --availability, --dropouts and --deadline';
    const rounds = counted(records.length, 'round');
    io.err.write(`no client trained in ${rounds}: ${who}; ${options}\n`);
  }
  if (outcome === 'interrupted') {
    const again = `npm run simulate -- --resume --out ${shellQuote(folder)}`;
    io.err.write(`stopped after round ${records.length}/${config.rounds}; resume with: ${again}\n`);
  }
  const report = join(folder, runFiles.report);
  if (!existsSync(report)) throw new FederatedError(`${report} was not written`);
  io.out.write(`report: ${report}\n`);
}
