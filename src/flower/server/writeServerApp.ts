import { Buffer } from '../../platform/bytes';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from '../../platform/files';
import { basename, dirname, join, resolve } from '../../platform/paths';
import { randomBytes } from '../../platform/randomness';
import { ArgumentError } from '../../core/errors';
import { makeFolder, writeFileAtomic } from '../../core/files';
import { folderNames } from '../../core/folderNames';
import { formatBytes } from '../../core/formatBytes';
import { writeNpz } from '../../core/npz';
import { toArrays } from '../../core/namedArrays';
import { checkLength, unflatten } from '../../core/parameters';
import type { ParameterSpec } from '../../core/parameters';
import { fileError } from '../../core/systemError';
import { projectFolder } from '../../core/projectFolder';
import { pyproject } from './pyproject';
import { completeServerAppSettings } from './settings';
import type { ServerAppSettings } from './settings';
import { checkSumsProtected } from './tableStart';
import type { TableStart } from './tableStart';

/** The model that a federation trains. */
export interface FederationModel {
  /** `cnn for images 28 × 28 × 1` */
  readonly title: string;
  readonly spec: ParameterSpec;
  /** The initial parameters. */
  readonly parameters: Float32Array;
  /** For clients with tables; see {@link tableFederation}. */
  readonly table?: TableStart;
}

/**
 * Arrays of up to this many bytes are stored inside the app, as text. Flower refuses apps of more than
 * 10 MiB, and the zip file of the text is hardly larger than the arrays.
 */
const embeddedBytes = 9e6;

/**
 * Creates a folder for `flwr run`: a Python ServerApp with one of Flower's strategies, the initial
 * arrays under the names of the TypeScript model, and all settings in pyproject.toml. A model of more
 * than 9 MB is stored next to the code as `initial.npz`, which must be on the SuperLink's machine.
 * Tensors that are not trained (`TensorSpec.trained`) are averaged, whatever the strategy.
 *
 * @param folder must not exist, or be empty
 * @throws ArgumentError for settings out of range and for a folder that is not empty
 */
export async function writeServerApp(
  folder: string,
  { title, spec, parameters, table }: FederationModel,
  settings: ServerAppSettings = {},
  { embedded = 4 * spec.size <= embeddedBytes }: { readonly embedded?: boolean } = {},
): Promise<void> {
  checkLength(spec, 'parameters', parameters);
  const full = completeServerAppSettings(settings);
  if (table) checkSumsProtected(table, full);
  const target = resolve(checkEmpty(folder));
  const initial = embedded ? '' : join(target, 'initial.npz').replaceAll('\\', '/');
  const project = pyproject(full, { title, initial, table });
  makeFolder(dirname(target));
  const draft = join(dirname(target), `.${basename(target)}-${randomBytes(6).toString('hex')}`);
  try {
    mkdirSync(draft);
    const code = join(draft, 'federated_server');
    cpSync(join(projectFolder(), 'src', 'flower', 'server', 'app'), code, {
      recursive: true,
      filter: (file) => !file.endsWith('__pycache__'),
    });
    writeFileAtomic(join(draft, 'pyproject.toml'), project);
    writeFileAtomic(join(draft, 'README.md'), readme(title, spec));
    const untrained = spec.tensors.filter(({ trained }) => !trained).map(({ name }) => name);
    writeFileAtomic(join(code, 'untrained.json'), `${JSON.stringify(untrained)}\n`);
    if (embedded) writeFileAtomic(join(code, 'initial.json'), initialJson(spec, parameters));
    else await writeNpz(join(draft, 'initial.npz'), toArrays(spec, parameters));
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw fileError(folder, error);
  }
}

/** Returns `folder` if it is empty or missing; throws an `ArgumentError` otherwise. */
export function checkEmpty(folder: string): string {
  if (!existsSync(folder) || folderNames(folder).length === 0) return folder;
  throw new ArgumentError('folder', 'not exist yet, or be empty', folder);
}

/** Names, shapes and base64 of float32 numbers, little endian. */
function initialJson(spec: ParameterSpec, parameters: Float32Array): string {
  const parts = unflatten(spec, parameters);
  const entries = spec.tensors.map(({ name, shape }, i) => {
    const { buffer, byteOffset, byteLength } = parts[i];
    const data = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
    return JSON.stringify({ name, shape, dtype: 'float32', data });
  });
  return `[\n${entries.join(',\n')}\n]\n`;
}

function readme(title: string, spec: ParameterSpec): string {
  const rows = spec.tensors.map(({ name, shape }) => `| \`${name}\` | [${shape.join(', ')}] |`);
  return [
    '# A federation’s server',
    '',
    `The server part of a [Flower](https://flower.ai) app: ${title}. It runs on the SuperLink’s`,
    'machine. Its settings are in `pyproject.toml`, and a run can override any of them:',
    '',
    '```sh',
    'flwr run . <connection> --run-config "rounds=10 lr=0.05" --stream',
    '```',
    '',
    'Results go into `run-<id>/` in the folder `results` of `pyproject.toml`: `initial.npz`, the arrays after',
    'each round as `round-001.npz` and so on, and `rounds.jsonl` with one line per round.',
    '',
    ...(rows.length === 0
      ? [
          'Before the first round the clients agree on the columns of their tables, and one of them makes the',
          'model: `preprocessing.json` in `run-<id>/` says how rows become its inputs.',
        ]
      : [
          `The arrays are float32, ${formatBytes(4 * spec.size)} in all, in this order:`,
          '',
          '| name | shape |',
          '|---|---|',
          ...rows,
        ]),
    '',
  ].join('\n');
}
