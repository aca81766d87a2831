import { FlowerFormatError, FlowerHttpError, FlowerVersionError } from './errors';
import type { HttpAnswer } from './http';
import { fleetRpcs } from './rpcs';
import { judgeVersion, oldestVersion } from './versions';
import type { VersionJudgement } from './versions';
import { utf8 } from './utf8';

/** What a SuperLink says about itself. */
export interface ServerInfo extends VersionJudgement {
  /** `SuperLink API` */
  readonly title: string;
}

/** The description of 76 paths takes a third of a megabyte. */
const maxBytes = 8 * 2 ** 20;

/**
 * Reads a server's description (`GET /openapi.json`): its version, and whether it has all routes
 * that a SuperNode needs.
 *
 * @throws FlowerVersionError if it is not a SuperLink, or one with another protocol
 */
export async function readServer(
  get: (route: string, maxBytes: number) => Promise<HttpAnswer>,
): Promise<ServerInfo> {
  const notOne =
    `this is not a SuperLink of flwr ${oldestVersion} or later: expected a description of its API ` +
    'at /openapi.json';
  let answer: HttpAnswer;
  try {
    answer = await get('/openapi.json', maxBytes);
  } catch (cause) {
    if (cause instanceof FlowerHttpError) {
      throw new FlowerVersionError(`${notOne}, got HTTP ${cause.status}`, { cause });
    }
    if (cause instanceof FlowerFormatError) {
      throw new FlowerVersionError(`${notOne}; ${cause.problem}`, { cause });
    }
    throw cause;
  }
  const { title, version, paths } = parse(answer.body);
  if (title === undefined || version === undefined || !title.includes('SuperLink')) {
    const found = title === undefined ? 'another answer' : JSON.stringify(title.slice(0, 80));
    throw new FlowerVersionError(`${notOne}, got ${found}`);
  }
  const judgement = judgeVersion(version);
  const missing = Object.keys(fleetRpcs).filter((rpc) => !paths.has(`/v1/fleet/${rpc}`));
  if (missing.length > 0) {
    throw new FlowerVersionError(
      `the SuperLink runs flwr ${version}, but its Fleet API lacks ${missing.join(', ')}; ` +
        `this client was tested with others: pip install "flwr>=${oldestVersion}"`,
    );
  }
  return { ...judgement, title };
}

interface Description {
  readonly title: string | undefined;
  readonly version: string | undefined;
  readonly paths: ReadonlySet<string>;
}

function parse(body: Uint8Array): Description {
  let value: unknown;
  try {
    value = JSON.parse(utf8(body));
  } catch {
    value = undefined;
  }
  const { info, paths } = fields(value);
  const { title, version } = fields(info);
  return {
    title: typeof title === 'string' ? title : undefined,
    version: typeof version === 'string' ? version : undefined,
    paths: new Set(Object.keys(fields(paths))),
  };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
