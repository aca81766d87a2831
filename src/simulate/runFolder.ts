import { existsSync, readFileSync, readdirSync, rmSync } from '../platform/files';
import { join } from '../platform/paths';
import { ArgumentError, DataError } from '../core/errors';
import { writeFileAtomic } from '../core/files';
import { flag } from '../commands/flag';
import { isJsonObject, readJsonFile } from '../core/jsonFile';
import { onFile } from '../core/systemError';
import { writeNpz } from '../core/npz';
import { toArrays } from '../core/namedArrays';
import type { Kind } from '../data/dataset';
import { savePreprocessing } from '../tables/federated/savePreprocessing';
import { targetColumns } from '../tables/federated/tableTarget';
import type { Preprocessing } from '../tables/federated/preprocessing';
import { isCheckpoint } from '../simulation/checkpoint';
import type { Option } from '../options/option';
import { runTable, settingNames } from '../options/table';
import type { Settings } from '../options/table';
import { readJsonObject, readSettingsFile } from './parseSettings';
import type { PreparedRun } from './prepare';
import { versions } from './versions';

/** Everything that a run writes into its folder; nothing else there is touched. */
export const runFiles = {
  config: 'config.json',
  clients: 'clients.json',
  initial: 'initial.npz',
  weights: 'weights.npz',
  metrics: 'metrics.jsonl',
  tensorboard: 'tensorboard',
  checkpoint: 'checkpoint',
  preprocessing: 'preprocessing.json',
  onnx: 'model.onnx',
  report: 'report.html',
} as const;

/** What to do with a folder that holds a run: refuse it, resume it, replace it. */
export type FolderMode = 'new' | 'resume' | 'force';

/** Whether the folder holds a run that can be resumed. */
export function holdsRun(folder: string): boolean {
  return existsSync(join(folder, runFiles.config));
}

/**
 * Throws an `ArgumentError` for a folder in which something would be lost: it already holds a run, a
 * run to resume lacks its options, or files to replace are not a run's.
 */
export function checkFolder(folder: string, mode: FolderMode): void {
  const found = Object.values(runFiles).find((name) => existsSync(join(folder, name)));
  if (found === undefined || (mode === 'resume' && holdsRun(folder))) return;
  if (mode === 'force' && wasRun(folder)) return;
  const rules: Readonly<Record<FolderMode, string>> = {
    new: `name a folder without a run (${found} is there), or be given with --resume or --force`,
    resume: `hold ${runFiles.config}, without which its run cannot be resumed (${found} is there); --force starts over`,
    force: `hold a run or none of its files: ${found} is not a run’s, and --force would remove it`,
  };
  throw new ArgumentError('--out', rules[mode], folder);
}

/** Whether a folder holds the files of a run, possibly damaged. */
function wasRun(folder: string): boolean {
  const checkpoints = join(folder, runFiles.checkpoint);
  if (existsSync(checkpoints) && readdirSync(checkpoints).some(isCheckpoint)) return true;
  try {
    const config = readJsonFile(join(folder, runFiles.config));
    return isJsonObject(config) && isJsonObject(config.versions) && 'federated' in config.versions;
  } catch {
    return false;
  }
}

/**
 * Throws an `ArgumentError` if one of these options is not what the folder's run was started with.
 * Omitted options are not checked.
 */
export function checkGiven(folder: string, given: Settings): void {
  const file = join(folder, runFiles.config);
  const before = readSettingsFile(file);
  for (const name of settingNames) {
    const value = given[name];
    const { changeable }: Option = runTable[name];
    // Noise for a target was measured out for a number of rounds.
    const free = changeable && !(name === 'rounds' && before.targetEpsilon !== undefined);
    if (value === undefined || free || before[name] === value) continue;
    throw new ArgumentError(flag(name), `be ${before[name] ?? 'left out'} as in ${file}`, value);
  }
}

/** Removes a run's files; the one that identifies it comes last. */
export function removeRun(folder: string): void {
  const { config, ...others } = runFiles;
  for (const name of [...Object.values(others), config]) {
    const path = join(folder, name);
    onFile(path, () => {
      rmSync(path, { recursive: true, force: true });
    });
  }
}

/**
 * Writes what is known before the first round: the options, which client has which examples, and the
 * initial parameters. A resumed run must have the same.
 */
export async function writeBeginning(folder: string, prepared: PreparedRun): Promise<void> {
  const { config, federated, examples, trainer, algorithm, privacy, bad, warnings } = prepared;
  const { preprocessing } = prepared;
  const file = join(folder, runFiles.clients);
  const clients = clientsJson(examples);
  if (existsSync(file) && readFileSync(file, 'utf8') !== clients) {
    throw new DataError(
      file,
      'holds other examples: the data is not what the run was started with',
    );
  }
  const dataSha256 = prepared.checksum();
  checkData(folder, dataSha256);
  const sizes = federated.clientIds.map((id) => federated.clientSize(id));
  const facts = {
    trainExamples: sizes.reduce((sum, { train }) => sum + train, 0),
    heldOutExamples: sizes.reduce((sum, { test }) => sum + test, 0),
    testExamples: federated.centralTest?.size ?? 0,
    ...kindFacts(federated),
    ...(preprocessing && { columns: columnFacts(preprocessing) }),
    parameters: trainer.spec.size,
    dataSha256,
    ...(privacy && {
      privacy: { noiseMultiplier: privacy.noiseMultiplier, ...privacy.planned },
    }),
    ...(bad && { attack: bad.name, attackers: bad.attackers }),
    ...(warnings.length > 0 && { warnings }),
  };
  const options = { ...config, versions: versions(), facts };
  writeFileAtomic(join(folder, runFiles.config), `${JSON.stringify(options, null, 2)}\n`);
  writeFileAtomic(file, clients);
  if (preprocessing) savePreprocessing(join(folder, runFiles.preprocessing), preprocessing);
  const initial = algorithm.initialize().parameters;
  await writeNpz(join(folder, runFiles.initial), toArrays(trainer.spec, initial));
}

/** What the examples are like. */
function kindFacts(kind: Kind): object {
  return {
    ...('classNames' in kind ? { classes: kind.classNames } : { targets: kind.targetNames }),
    ...(kind.shape.length === 3 ? { imageShape: kind.shape } : { shape: kind.shape }),
  };
}

/** The columns that a table must have for the model, and what they hold. */
function columnFacts({ features, target }: Preprocessing): object {
  return {
    features: Object.fromEntries(
      features.map(({ name, kind }) => [name, kind === 'oneHot' ? 'category' : 'number']),
    ),
    ...(target && { target: targetColumns(target) }),
  };
}

/**
 * Throws a `DataError` if the folder's run was started with other data. Runs of versions without a
 * checksum pass.
 */
export function checkData(folder: string, dataSha256: string): void {
  const file = join(folder, runFiles.config);
  if (!existsSync(file)) return;
  const { facts } = readJsonObject(file);
  const before = isJsonObject(facts) ? facts.dataSha256 : undefined;
  if (before === undefined || before === dataSha256) return;
  const found = `the examples, labels or clients are not those that the run was started with`;
  const advice =
    'use --data-dir (or --table, --parquet, --image-folder) to name their files, or another --out for a new run';
  throw new DataError(file, `${found} (SHA-256 ${dataSha256}); ${advice}`);
}

/** One line per client, to keep the file readable. */
function clientsJson(examples: ReadonlyMap<string, Uint32Array>): string {
  const lines = [...examples].map(
    ([id, numbers]) => `  ${JSON.stringify(id)}: [${numbers.join(',')}]`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** A warning if a run was started with other versions, or undefined. */
export function versionWarning(folder: string): string | undefined {
  const file = join(folder, runFiles.config);
  const before = readJsonObject(file) as { readonly versions?: Readonly<Record<string, string>> };
  const now = versions();
  const changed = Object.keys(now).filter((name) => before.versions?.[name] !== now[name]);
  if (changed.length === 0) return undefined;
  const list = changed.map(
    (name) => `${name} ${before.versions?.[name] ?? '?'} is now ${now[name]}`,
  );
  return `the run was started with other versions, so its bits may differ: ${list.join(', ')}`;
}
