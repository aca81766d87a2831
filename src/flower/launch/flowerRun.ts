import { mkdtempSync, rmSync, writeFileSync } from '../../platform/files';
import { join } from '../../platform/paths';
import { execFile, promisify } from '../../platform/processes';
import { tmpdir, process } from '../../platform/system';
import { Rng } from '../../core/rng';
import { messageOf } from '../../core/systemError';
import { FlowerError } from '../wire/errors';
import { withRetry } from '../../core/retry';
import type { RetryPolicy } from '../../core/retry';
import { flowerProgram } from './flowerInstallation';
import type { FlowerInstallation } from './flowerInstallation';
import { connectionName } from './superLink';
import type { SuperLink } from './superLink';

/** How to run Flower's commands. */
export interface FlowerCommands {
  readonly installation: FlowerInstallation;
  readonly superLink: SuperLink;
  readonly signal?: AbortSignal;
  /** Retries of a failed command; default: four within half a minute. */
  readonly retry?: RetryPolicy;
}

/** A command starts a Python process, which may be too slow on a machine that is busy training. */
const patient: RetryPolicy = { attempts: 5, firstDelaySeconds: 1, maxDelaySeconds: 15 };

/**
 * Submits an app by `flwr run`; returns the run's id. The SuperLink must have no other run: one that
 * exists after a failure is assumed to be this one, whose answer was lost.
 */
export function submitRun(flower: FlowerCommands, app: string): Promise<string> {
  return persistently(flower, async (attempt) => {
    if (attempt > 1) {
      const [before] = await listRuns(flower);
      if (before !== undefined) return String(before['run-id']);
    }
    const answer = await flwr(flower, ['run', app, connectionName, '--format', 'json']);
    const id = answer['run-id'];
    if (typeof id === 'string' && id !== '') return id;
    throw new FlowerError(`flwr run returned no run id: ${JSON.stringify(answer)}`);
  });
}

/**
 * Registers a node's public key, in OpenSSH's format, with a SuperLink that requires it. If the key is
 * registered after a failure, the answer is assumed to be lost.
 */
export async function registerNode(
  flower: FlowerCommands,
  openSshPublicKey: string,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'flower-key-'));
  try {
    const file = join(folder, 'node.pub');
    writeFileSync(file, `${openSshPublicKey}\n`);
    const register = ['supernode', 'register', file, connectionName, '--format', 'json'];
    await persistently(flower, async (attempt) => {
      try {
        await flwr(flower, register);
      } catch (error) {
        if (attempt === 1 || !isKnownKey(error)) throw error;
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The status of a run, as Flower reports it: `running`, `finished:failed (why)`. */
export function runStatus(flower: FlowerCommands, id: string): Promise<string> {
  return persistently(flower, async () => {
    const [run] = await listRuns(flower, ['--run-id', id]);
    const { status, 'status-details': details } = run ?? {};
    if (typeof status === 'string') {
      return details ? `${status} (${JSON.stringify(details)})` : status;
    }
    throw new FlowerError(`flwr list does not know run ${id}: ${JSON.stringify(run)}`);
  });
}

async function listRuns(
  flower: FlowerCommands,
  more: readonly string[] = [],
): Promise<(Readonly<Record<string, unknown>> | undefined)[]> {
  const { runs } = await flwr(flower, ['list', connectionName, ...more, '--format', 'json']);
  return Array.isArray(runs) ? (runs as Readonly<Record<string, unknown>>[]) : [];
}

/** Whether Flower refused a key because it is already registered. */
function isKnownKey(error: unknown): boolean {
  return /public key already in use/i.test(messageOf(error));
}

/** Repeats a failed command: the next process may succeed. */
function persistently<T>(
  { retry = patient, signal }: FlowerCommands,
  command: (attempt: number) => Promise<T>,
): Promise<T> {
  const retryable = (error: unknown) =>
    error instanceof FlowerError && !isKnownKey(error) ? 'later' : 'no';
  const rng = Rng.fromSeed(process.pid);
  return withRetry(command, { policy: retry, rng, retryable, signal });
}

/** Runs a command of `flwr` that prints a JSON object. */
async function flwr(
  { installation, superLink, signal }: FlowerCommands,
  args: readonly string[],
): Promise<Record<string, unknown>> {
  const program = flowerProgram(installation, 'flwr');
  let output: string;
  try {
    const options = { env: superLink.environment, signal, timeout: 60_000 };
    output = (await promisify(execFile)(program, [...args], options)).stdout;
  } catch (cause) {
    signal?.throwIfAborted();
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    const said = `${stdout}${stderr}`.trim() || String(cause);
    throw new FlowerError(`flwr ${args[0]} failed: ${said}`, { cause });
  }
  const start = output.indexOf('{');
  try {
    const value = JSON.parse(output.slice(start, output.lastIndexOf('}') + 1)) as unknown;
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // The error below shows the output.
  }
  throw new FlowerError(`flwr ${args[0]}: expected a JSON object, got ${output.trim()}`);
}
