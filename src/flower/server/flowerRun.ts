import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FlowerError } from '../wire/errors';
import { flowerProgram } from './flowerInstallation';
import type { FlowerInstallation } from './flowerInstallation';
import { connectionName } from './superLink';
import type { SuperLink } from './superLink';

/** What a command of Flower's needs to run. */
export interface FlowerCommands {
  readonly installation: FlowerInstallation;
  readonly superLink: SuperLink;
  readonly signal?: AbortSignal;
}

/** Submits an app by `flwr run`; the run's id. */
export async function submitRun(flower: FlowerCommands, app: string): Promise<string> {
  const answer = await flwr(flower, ['run', app, connectionName, '--format', 'json']);
  const id = answer['run-id'];
  if (typeof id === 'string' && id !== '') return id;
  throw new FlowerError(`flwr run gave no run id: ${JSON.stringify(answer)}`);
}

/** Registers a node's public key, in OpenSSH's format, with a SuperLink that asks for that. */
export async function registerNode(
  flower: FlowerCommands,
  openSshPublicKey: string,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'flower-key-'));
  try {
    const file = join(folder, 'node.pub');
    writeFileSync(file, `${openSshPublicKey}\n`);
    await flwr(flower, ['supernode', 'register', file, connectionName, '--format', 'json']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How a run stands, in Flower's words: `running`, `finished:failed (why)`. */
export async function runStatus(flower: FlowerCommands, id: string): Promise<string> {
  const answer = await flwr(flower, ['list', connectionName, '--run-id', id, '--format', 'json']);
  const runs = Array.isArray(answer.runs) ? (answer.runs as Record<string, unknown>[]) : [];
  const { status, 'status-details': details } = runs.at(0) ?? {};
  if (typeof status === 'string') {
    return details ? `${status} (${JSON.stringify(details)})` : status;
  }
  throw new FlowerError(`flwr list does not know run ${id}: ${JSON.stringify(answer)}`);
}

/** Runs a command of `flwr` that answers with a JSON object. */
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
    // The error below shows what it was.
  }
  throw new FlowerError(`flwr ${args[0]}: expected a JSON object, got ${output.trim()}`);
}
