import { FlowerVersionError } from './errors';

/** The oldest release whose Fleet API speaks HTTP; older ones speak gRPC. */
export const oldestVersion = '1.40.0';

/** The releases, as major.minor, that the tests have run against. */
export const testedVersions: readonly string[] = ['1.40', '1.41', '1.42'];

/** What is known about a server's version. */
export interface VersionJudgement {
  readonly version: string;
  /** Whether the tests have run against this release. */
  readonly tested: boolean;
  /** What to tell the user if they have not. */
  readonly warning?: string;
}

/**
 * Compares a SuperLink's version with the table of tested ones.
 *
 * @param version as the server names it: `1.41.0`, `1.43.0.dev20261101`
 * @throws FlowerVersionError for a release before {@link oldestVersion}, or an invalid version
 */
export function judgeVersion(version: string): VersionJudgement {
  const found = /^(\d{1,6})\.(\d{1,6})(?:[.\-+a-z]|$)/.exec(version);
  if (!found) {
    throw new FlowerVersionError(
      `expected the version of a SuperLink, found ${JSON.stringify(version.slice(0, 40))}`,
    );
  }
  const [major, minor] = found.slice(1).map(Number);
  const [oldestMajor, oldestMinor] = oldestVersion.split('.').map(Number);
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new FlowerVersionError(
      `the SuperLink runs flwr ${version}, which speaks gRPC; this client needs ${oldestVersion} or ` +
        `later on the server: pip install "flwr>=${oldestVersion}"`,
    );
  }
  if (testedVersions.includes(`${major}.${minor}`)) return { version, tested: true };
  const warning =
    `the SuperLink runs flwr ${version}, which this client has not been tested with ` +
    `(tested: ${testedVersions.join(', ')}); it continues, but may fail`;
  return { version, tested: false, warning };
}
