import { delimiter, join } from '../../platform/paths';
import { execFile, promisify } from '../../platform/processes';
import { process } from '../../platform/system';
import { messageOf } from '../../core/systemError';
import { FlowerError, FlowerVersionError } from '../wire/errors';
import { judgeVersion, oldestVersion } from '../wire/versions';

/** A Python that has Flower. */
export interface FlowerInstallation {
  readonly python: string;
  /** flwr's version: `1.41.0`. */
  readonly version: string;
  /** The folder with `flwr`, `flower-superlink` and the other programs. */
  readonly programs: string;
  /** Set if the tests have not run against this version. */
  readonly warning?: string;
}

const question = `
import importlib.metadata, json, sysconfig
try:
    version = importlib.metadata.version("flwr")
except importlib.metadata.PackageNotFoundError:
    version = None
print(json.dumps({"version": version, "programs": sysconfig.get_path("scripts")}))`;

/**
 * Looks for Flower in a Python.
 *
 * @throws FlowerError if there is no such Python, or if it has no flwr or one that is too old
 */
export async function flowerInstallation(python: string): Promise<FlowerInstallation> {
  let answer: { readonly version: string | null; readonly programs: string };
  try {
    const { stdout } = await promisify(execFile)(python, ['-c', question]);
    answer = JSON.parse(stdout) as typeof answer;
  } catch (cause) {
    const reason = messageOf(cause).split('\n')[0];
    throw new FlowerError(`${python} is not a usable Python: ${reason}`, { cause });
  }
  const { version, programs } = answer;
  const advice = `install it with: ${python} -m pip install --upgrade "flwr>=${oldestVersion}"`;
  if (version === null) throw new FlowerVersionError(`${python} has no flwr; ${advice}`);
  try {
    const { warning } = judgeVersion(version);
    return { python, version, programs, ...(warning !== undefined && { warning }) };
  } catch (cause) {
    if (!(cause instanceof FlowerVersionError)) throw cause;
    throw new FlowerVersionError(
      `${python} has flwr ${version}, but ${oldestVersion} or later is needed; ${advice}`,
      { cause },
    );
  }
}

/** One of Flower's programs. */
export function flowerProgram({ programs }: FlowerInstallation, name: string): string {
  return join(programs, process.platform === 'win32' ? `${name}.exe` : name);
}

/**
 * Environment variables for Flower's programs: they find each other, keep their files in `home`, reach
 * loopback addresses without a proxy, and neither report usage nor check for updates.
 */
export function flowerEnvironment(
  { programs }: FlowerInstallation,
  home: string,
): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  const key = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const direct = '127.0.0.1,localhost';
  const noProxy = [process.env.NO_PROXY ?? process.env.no_proxy, direct].filter(Boolean).join();
  return {
    ...environment,
    [key]: [programs, environment[key]].filter(Boolean).join(delimiter),
    FLWR_HOME: home,
    FLWR_TELEMETRY_ENABLED: '0',
    FLWR_DISABLE_UPDATE_CHECK: '1',
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    PYTHONNOUSERSITE: '1',
    PYTHONUTF8: '1',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}
