import * as http from 'node:http';
import * as https from 'node:https';
import { types } from 'node:util';
import { FlowerConnectionError, FlowerFormatError, FlowerTlsError } from './errors';
import { atMost } from './limits';
import { releasable } from './objects/releasable';

/** One HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Maximum size of the response's body in bytes. */
  readonly maxBytes: number;
  /** Whether the response's body must be {@link releasable}. */
  readonly toRelease?: boolean;
  /** Seconds without traffic in either direction after which to give up. */
  readonly silenceSeconds: number;
  /** Seconds after which to give up in any case. */
  readonly deadlineSeconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** A response with any status. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  /** The server's clock, to the second, if the response has a `Date` header. */
  readonly date?: string | undefined;
  readonly body: Uint8Array;
}

/** Connections to one server, kept open between requests. */
export interface HttpConnections {
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

/** Below the five seconds after which Flower's server closes an idle connection. */
const idleMilliseconds = 4000;

/**
 * Opens connections as needed. Redirects are not followed; compressed responses are refused.
 *
 * @param ca the certificates to trust, in PEM, instead of the system's; only for https
 */
export function openConnections(ca?: string | Uint8Array): HttpConnections {
  const options = { keepAlive: true, timeout: idleMilliseconds };
  const plain = new http.Agent(options);
  const secure = new https.Agent({
    ...options,
    ...(ca === undefined ? {} : { ca: Buffer.from(ca) }),
  });
  return {
    send: (request) =>
      request.url.protocol === 'https:'
        ? exchange(request, https.request, secure)
        : exchange(request, http.request, plain),
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

function exchange(
  { url, method, headers, body, signal, ...limits }: HttpRequest,
  start: typeof https.request,
  agent: http.Agent,
): Promise<HttpAnswer> {
  const route = url.pathname;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = start(url, {
      method,
      agent,
      timeout: 1000 * limits.silenceSeconds,
      headers: {
        ...headers,
        'accept-encoding': 'identity',
        ...(body ? { 'content-length': String(body.length) } : {}),
      },
    });
    const deadline = setTimeout(() => {
      timedOut(`no complete answer within ${limits.deadlineSeconds} s`);
    }, 1000 * limits.deadlineSeconds);
    const abort = (): void => {
      finish(() => {
        reject(signal!.reason as Error);
      });
      request.destroy();
    };
    const finish = (settle: () => void): void => {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', abort);
      settle();
    };
    const fail = (error: unknown): void => {
      finish(() => {
        reject(connectionError(route, error, request.reusedSocket));
      });
      request.destroy();
    };
    const timedOut = (problem: string): void => {
      fail(new FlowerConnectionError(route, 'TIMEOUT', problem));
    };
    signal?.addEventListener('abort', abort, { once: true });
    request.on('timeout', () => {
      timedOut(`no sign of the SuperLink for ${limits.silenceSeconds} s`);
    });
    request.on('error', fail);
    request.on('response', (response) => {
      readBody(response, route, limits).then((content) => {
        finish(() => {
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            date: response.headers.date,
            body: content,
          });
        });
      }, fail);
    });
    request.end(body);
  });
}

async function readBody(
  response: http.IncomingMessage,
  route: string,
  { maxBytes, toRelease }: Pick<HttpRequest, 'maxBytes' | 'toRelease'>,
): Promise<Uint8Array> {
  const what = `the answer to ${route}`;
  const { 'content-length': announced, 'content-encoding': encoding } = response.headers;
  if (encoding !== undefined && encoding !== 'identity') {
    throw new FlowerFormatError(what, `is compressed (${encoding.slice(0, 40)})`);
  }
  atMost(what, Number(announced ?? 0), maxBytes, 'bytes');
  if (toRelease && announced !== undefined)
    return readInto(releasable(Number(announced)), response);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    atMost(what, length, maxBytes, 'bytes');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** For bodies of a known length, which HTTP enforces. */
async function readInto(body: Uint8Array, response: http.IncomingMessage): Promise<Uint8Array> {
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    body.set(chunk, length);
    length += chunk.length;
  }
  return body;
}

const tlsCodes =
  /^(CERT_|ERR_TLS_|ERR_SSL_|EPROTO$|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|HOSTNAME_MISMATCH)/;

/** Certificates outside their validity period, by this machine's clock. */
const datesCodes: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** Explains a system error to a user of a SuperLink. */
function connectionError(route: string, cause: unknown, reused: boolean): Error {
  if (!types.isNativeError(cause))
    return new FlowerConnectionError(route, 'UNKNOWN', String(cause));
  if (!('code' in cause) || cause instanceof FlowerConnectionError) return cause;
  const code = String(cause.code);
  if (tlsCodes.test(code)) {
    const reason = `${code}: ${cause.message.trim().slice(0, 200)}`;
    const dates = datesCodes.has(code) ? `; here it is ${new Date().toISOString()}` : '';
    const problem = `no secure connection (${reason})${dates}`;
    return new FlowerTlsError(route, code, problem, { cause });
  }
  if (code.startsWith('HPE_')) {
    const problem =
      'the server does not answer in HTTP; a SuperLink with TLS needs https, and one before ' +
      'flwr 1.40 speaks gRPC, which this client does not';
    return new FlowerFormatError(route, problem, { cause });
  }
  const stale = reused && (code === 'ECONNRESET' || code === 'EPIPE');
  const problem = `no connection to the SuperLink (${code}: ${cause.message.slice(0, 200)})`;
  return new FlowerConnectionError(route, stale ? 'STALE' : code, problem, { cause });
}
