import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parameterSpec } from '../../src/core/parameters';
import { Rng } from '../../src/core/rng';
import type { NpyArray } from '../../src/core/npy';
import { writeNpz } from '../../src/core/npz';
import type { ClientDataset } from '../../src/data/federatedDataset';
import { flowerEnvironment, flowerProgram } from '../../src/flower/launch/flowerInstallation';
import type { FlowerInstallation } from '../../src/flower/launch/flowerInstallation';
import { freePort } from '../../src/flower/launch/freePort';
import type { SuperNodeCommand } from '../../src/flower/launch/federation';
import { flowerPython } from './flowerPython';
import type { FederationModel } from '../../src/flower/server/writeServerApp';

/** A small model with names that hold slashes. */
export function smallModel(): FederationModel {
  const spec = parameterSpec([
    { name: 'dense/kernel', shape: [4, 3] },
    { name: 'dense/bias', shape: [3] },
  ]);
  const rng = Rng.fromSeed(7);
  return {
    title: 'a small model',
    spec,
    parameters: Float32Array.from({ length: spec.size }, () => rng.normal()),
  };
}

/** Puts a ClientApp of test/support into a server app, for Python clients. */
export function withClientApp(script: string): (app: string) => void {
  return (app) => {
    copyFileSync(join(__dirname, script), join(app, 'federated_server', 'client_app.py'));
  };
}

/** A SuperNode of Flower's own. */
export async function pythonSuperNode(
  installation: FlowerInstallation,
  nodeConfig = '',
): Promise<SuperNodeCommand> {
  const port = await freePort();
  return (superLink) => ({
    command: [
      flowerProgram(installation, 'flower-supernode'),
      ...['--insecure', '--superlink', superLink.address, '--port', String(port)],
      ...(nodeConfig ? ['--node-config', nodeConfig] : []),
    ],
    env: flowerEnvironment(installation, superLink.environment.FLWR_HOME!),
  });
}

/** A client's examples as numpyClient.py reads them. */
export async function writeExamples(file: string, { train, test }: ClientDataset): Promise<void> {
  const arrays = new Map<string, NpyArray>();
  for (const [part, { images, labels, size, shape }] of Object.entries({ train, test })) {
    arrays.set(`${part}_images`, { shape: [size, ...shape], data: images });
    arrays.set(`${part}_labels`, { shape: [size], data: labels });
  }
  await writeNpz(file, arrays);
}

/** Processes whose command line holds this text, by their ids. */
export function processesWith(text: string): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,stat=,args='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((line) => line.includes(text) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number.parseInt(line, 10));
}

/** Runs a Python program with Flower; the JSON that it prints last. */
export async function flowerRuns(program: string, args: readonly string[]): Promise<unknown> {
  const env = { ...process.env, FLWR_TELEMETRY_ENABLED: '0', PYTHONDONTWRITEBYTECODE: '1' };
  const { stdout } = await promisify(execFile)(flowerPython!, ['-c', program, ...args], { env });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as unknown;
}
