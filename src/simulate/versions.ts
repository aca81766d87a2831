import { existsSync } from '../platform/files';
import { join } from '../platform/paths';
import { process } from '../platform/system';
import { packageFile } from '../platform/packages';
import { projectFolder } from '../core/projectFolder';
import { FederatedError } from '../core/errors';
import { readJsonFile } from '../core/jsonFile';

/** Versions that a run's bits may depend on. */
export type Versions = Readonly<Record<string, string>>;

const packages = ['onnxruntime-node', '@tensorflow/tfjs'];

/** Versions of this library, of its engines and of Node, and the platform. */
export function versions(): Versions {
  return {
    federated: versionOf('federated', join(projectFolder(), 'src')),
    ...Object.fromEntries(packages.map((name) => [name, installed(name)])),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  };
}

function installed(name: string): string {
  try {
    return versionOf(name, packageFile(name));
  } catch {
    return 'not installed';
  }
}

/** The version in the package.json of this name in a folder above a file. */
function versionOf(name: string, file: string): string {
  for (let folder = file; folder !== join(folder, '..'); folder = join(folder, '..')) {
    const path = join(folder, 'package.json');
    if (!existsSync(path)) continue;
    const found = readJsonFile(path) as { name?: string; version?: string };
    if (found.name === name && found.version !== undefined) return found.version;
  }
  throw new FederatedError(`no package.json of ${name} above ${file}`);
}
