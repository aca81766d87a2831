import { Buffer } from '../../platform/bytes';
import { existsSync, mkdirSync, readFileSync, rmSync } from '../../platform/files';
import { join } from '../../platform/paths';
import { spawn } from '../../platform/processes';
import { process } from '../../platform/system';
import { writeFileAtomic } from '../../core/files';
import { ArgumentError } from '../../core/errors';
import { cellSignal } from '../../core/interruption';
import { cacheFolder } from '../wire/cacheFolder';
import { FlowerError } from '../wire/errors';
import { flowerInstallation } from './flowerInstallation';
import type { FlowerInstallation } from './flowerInstallation';

/** Options of {@link ensureFlower}. */
export interface EnsureFlowerOptions {
  /** A Python that has flwr; then nothing is installed. */
  readonly python?: string;
  /** `1.41.0`; default: the newest that pip finds when the environment is created. */
  readonly version?: string;
  /** Where environments are kept; default `.cache/flower` in the project's folder. */
  readonly folder?: string;
  /** Finds the command of a Python ≥ 3.10 that creates environments; default `PYTHON`, or python3. */
  readonly basePython?: () => readonly string[];
  /** Receives one line about each step, before it starts. */
  readonly announce?: (line: string) => void;
  /** Receives each line that pip writes. */
  readonly progress?: (line: string) => void;
  /** Ends the installation; default: the notebook cell's. */
  readonly signal?: AbortSignal;
  /** The environment variables of pip; default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Flower in its own Python environment, `.cache/flower/venv-newest` or `venv-1.41.0`, which is created
 * if it does not exist: about 250 MB, a minute or two.
 *
 * @throws FlowerError with pip's own output if it cannot be installed
 */
export async function ensureFlower(options: EnsureFlowerOptions = {}): Promise<FlowerInstallation> {
  const { python, version, announce = () => undefined } = options;
  if (python !== undefined) return flowerInstallation(python);
  if (version !== undefined && !/^\d+(\.\d+)+[\w.]*$/.test(version)) {
    throw new ArgumentError('version', 'be a version such as 1.41.0', version);
  }
  const { folder = cacheFolder() } = options;
  const environment = join(folder, `venv-${version ?? 'newest'}`);
  const stamp = join(environment, 'federated.json');
  const windows = process.platform === 'win32';
  const inside = join(environment, ...(windows ? ['Scripts', 'python.exe'] : ['bin', 'python']));
  if (isComplete(stamp)) {
    try {
      return await flowerInstallation(inside);
    } catch {
      announce(`${environment} no longer works; creating it again`);
    }
  }
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const requirement = version === undefined ? 'flwr' : `flwr==${version}`;
  announce(`installing ${requirement} into ${environment} (about 250 MB, once)`);
  try {
    await run(options, [...basePython(options), '-m', 'venv', environment]);
    const pip = [inside, '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check'];
    await run(options, [...pip, requirement]);
    const installed = await flowerInstallation(inside);
    writeFileAtomic(stamp, JSON.stringify({ flwr: installed.version }));
    announce(`flwr ${installed.version} is installed`);
    return installed;
  } catch (error) {
    rmSync(environment, { recursive: true, force: true });
    throw error;
  }
}

function isComplete(stamp: string): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') !== '';
}

function basePython({ basePython: given }: EnsureFlowerOptions): readonly string[] {
  if (given) return given();
  if (process.env.PYTHON) return [process.env.PYTHON];
  return process.platform === 'win32' ? ['py', '-3'] : ['python3'];
}

/** Runs a program; if it fails, the error contains its last output. */
async function run(
  { progress = () => undefined, signal = cellSignal(), env = process.env }: EnsureFlowerOptions,
  [program, ...args]: readonly string[],
): Promise<void> {
  const lines: string[] = [];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal, env });
  let text = '';
  const read = (chunk: Buffer): void => {
    const parts = (text + chunk.toString()).split(/[\r\n]+/);
    text = parts.pop()!;
    for (const line of parts.filter(Boolean)) {
      lines.push(line);
      progress(line);
    }
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const problem = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => {
      resolve(error.message);
    });
    child.on('close', (code, name) => {
      resolve(code === 0 ? undefined : `ended with ${name ?? `code ${code}`}`);
    });
  });
  signal?.throwIfAborted();
  if (problem === undefined) return;
  const said = [...lines, text].filter(Boolean).slice(-15).join('\n');
  throw new FlowerError(
    `Flower could not be installed: ${[program, ...args].join(' ')}: ${problem}\n${said}\n` +
      'This needs Python 3.10 or newer and a package index that pip can reach. If packages cannot ' +
      'be installed here, name a Python that has flwr: --python /path/to/python',
  );
}
