import { Buffer } from '../../../platform/bytes';
import { http, https, pipeline, Transform } from '../../../platform/servers';
import { fleetRpcs } from '../../wire/rpcs';
import { refuse, safeHeaders } from './answer';
import type { TabServerLimits } from './limits';

/** Options of {@link fleetProxy}. */
export interface FleetProxyOptions {
  /** The SuperLink: `http://127.0.0.1:40123`. */
  readonly superLink: URL;
  /** The certificates to trust, in PEM, instead of the system's; only for https. */
  readonly ca?: string | Uint8Array;
  readonly limits: TabServerLimits;
}

/** A proxy for the Fleet API of one SuperLink. */
export interface FleetProxy {
  /** Whether a path is one of the SuperLink's that tabs need. */
  takes(path: string): boolean;
  /** Passes on a request to such a path, and its answer. */
  pass(path: string, request: http.IncomingMessage, response: http.ServerResponse): void;
  close(): void;
}

const description = '/openapi.json';
const routes: ReadonlySet<string> = new Set(
  Object.keys(fleetRpcs).map((rpc) => `/v1/fleet/${rpc}`),
);

/** What the SuperLink gets to see of a request's headers: its kind, and who signed it. */
const passedOn = [
  'accept',
  'content-type',
  'content-length',
  'flwr-public-key',
  'flwr-timestamp',
  'flwr-signature',
] as const;

/** What a tab gets to see of an answer's. The client compares its clock with the date. */
const passedBack = ['content-type', 'content-length', 'date'] as const;

/** Below the five seconds after which Flower's server closes an idle connection. */
const idleMilliseconds = 4000;

/**
 * Forwards what a SuperNode in a tab needs to a SuperLink, which sends no CORS headers: the operations of
 * the Fleet API and the description of the server. It has no keys, changes nothing, keeps nothing, and
 * never holds a whole body: both directions are streams.
 */
export function fleetProxy({ superLink, ca, limits }: FleetProxyOptions): FleetProxy {
  const secure = superLink.protocol === 'https:';
  const settings = { keepAlive: true, timeout: idleMilliseconds };
  const agent = secure
    ? new https.Agent({ ...settings, ...(ca !== undefined && { ca: Buffer.from(ca) }) })
    : new http.Agent(settings);
  const start = secure ? https.request : http.request;
  const base = superLink.pathname.replace(/\/$/, '');

  const pass = (
    path: string,
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): void => {
    const { method, headers } = request;
    const length = headers['content-length'];
    const allowed = path === description ? 'GET' : 'POST';
    if (method !== allowed) {
      const text = `Flower’s ${path} takes ${allowed} only.`;
      refuse(request, response, { status: 405, text, headers: { allow: allowed } });
      return;
    }
    if (method === 'POST' && length === undefined) {
      refuse(request, response, { status: 411, text: 'The length of the body has to be given.' });
      return;
    }
    if (Number(length ?? 0) > limits.messageBytes) {
      const text = `A body may have at most ${limits.messageBytes} bytes.`;
      refuse(request, response, { status: 413, text });
      return;
    }
    const upstream = start(new URL(`${base}${path}`, superLink), {
      method,
      agent,
      timeout: 1000 * limits.silenceSeconds,
      headers: { ...chosen(headers, passedOn), 'accept-encoding': 'identity' },
    });
    const fail = (status: 408 | 502 | 504, text: string): void => {
      refuse(request, response, { status, text });
      upstream.destroy();
    };
    upstream.on('timeout', () => {
      const silent = `silent for ${limits.silenceSeconds} s.`;
      if (request.complete) fail(504, `The SuperLink has been ${silent}`);
      else fail(408, `The tab has been ${silent}`);
    });
    upstream.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? error.message.slice(0, 100);
      fail(502, `The SuperLink cannot be reached (${code}).`);
    });
    upstream.on('response', (answer) => {
      const { 'content-encoding': encoding = 'identity', 'content-length': size } = answer.headers;
      if (encoding !== 'identity' || Number(size ?? 0) > limits.messageBytes) {
        const problem = encoding === 'identity' ? 'is too large' : 'is compressed';
        fail(502, `The SuperLink’s answer ${problem}.`);
        return;
      }
      response.writeHead(answer.statusCode ?? 502, {
        ...safeHeaders,
        ...chosen(answer.headers, passedBack),
        'cache-control': 'no-store',
      });
      pipeline(answer, atMostBytes(limits.messageBytes), response, (error) => {
        if (error) upstream.destroy();
      });
    });
    response.on('close', () => {
      if (!response.writableFinished) upstream.destroy();
    });
    pipeline(request, upstream, () => undefined);
  };
  return {
    takes: (path) => path === description || path.startsWith('/v1/'),
    pass: (path, request, response) => {
      if (path === description || routes.has(path)) {
        pass(path, request, response);
      } else {
        refuse(request, response, { status: 404, text: 'Only Flower’s Fleet API is here.' });
      }
    },
    close: () => {
      agent.destroy();
    },
  };
}

/** The headers of these names. */
function chosen(
  headers: http.IncomingHttpHeaders,
  names: readonly (keyof http.IncomingHttpHeaders)[],
): http.OutgoingHttpHeaders {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
}

/** Passes on at most so many bytes; more are an error. */
function atMostBytes(limit: number): Transform {
  let length = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      length += chunk.length;
      if (length > limit) done(new Error(`an answer of more than ${limit} bytes`));
      else done(null, chunk);
    },
  });
}
