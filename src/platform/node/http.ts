import * as http from 'node:http';
import * as https from 'node:https';
import { types } from 'node:util';
import { checkSize, HttpFailure } from '../httpExchange';
import type { HttpAnswer, HttpConnections, HttpRequest } from '../httpExchange';

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
        reject(failure(error, request.reusedSocket));
      });
      request.destroy();
    };
    const timedOut = (problem: string): void => {
      fail(new HttpFailure('timeout', 'TIMEOUT', problem));
    };
    signal?.addEventListener('abort', abort, { once: true });
    request.on('timeout', () => {
      timedOut(`no sign of the server for ${limits.silenceSeconds} s`);
    });
    request.on('error', fail);
    request.on('response', (response) => {
      readBody(response, limits).then((content) => {
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
  { maxBytes, allocate }: Pick<HttpRequest, 'maxBytes' | 'allocate'>,
): Promise<Uint8Array> {
  const { 'content-length': announced, 'content-encoding': encoding } = response.headers;
  if (encoding !== undefined && encoding !== 'identity') {
    throw new HttpFailure('format', 'ENCODED', `is compressed (${encoding.slice(0, 40)})`);
  }
  checkSize(Number(announced ?? 0), maxBytes);
  if (allocate && announced !== undefined) return readInto(allocate(Number(announced)), response);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    checkSize(length, maxBytes);
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

/** What a system error means. */
function failure(cause: unknown, reused: boolean): Error {
  if (!types.isNativeError(cause)) return new HttpFailure('connection', 'UNKNOWN', String(cause));
  if (cause instanceof HttpFailure || !('code' in cause)) return cause;
  const code = String(cause.code);
  const message = cause.message.slice(0, 200);
  if (tlsCodes.test(code)) {
    const dates = datesCodes.has(code) ? `; here it is ${new Date().toISOString()}` : '';
    const problem = `no secure connection (${code}: ${message.trim()})${dates}`;
    return new HttpFailure('tls', code, problem, undefined, { cause });
  }
  if (code.startsWith('HPE_')) {
    return new HttpFailure('format', code, 'does not answer in HTTP', undefined, { cause });
  }
  const stale = reused && (code === 'ECONNRESET' || code === 'EPIPE');
  const problem = `no connection to the server (${code}: ${message})`;
  return new HttpFailure('connection', stale ? 'STALE' : code, problem, undefined, { cause });
}
