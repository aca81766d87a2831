import { checkSize, HttpFailure } from '../httpExchange';
import type { HttpAnswer, HttpConnections, HttpRequest } from '../httpExchange';

/**
 * Bytes a second that an upload is given before its time counts as silence: `fetch` does not tell how much of
 * a body it has sent.
 */
const slowestUpload = 32 * 1024;

/**
 * Sends requests by `fetch`; the browser opens connections and checks certificates. Redirects are refused;
 * a compressed response counts by its size after decompression.
 *
 * @param ca must be left out: a page cannot choose whom to trust
 */
export function openConnections(ca?: string | Uint8Array): HttpConnections {
  if (ca !== undefined) {
    throw new HttpFailure(
      'tls',
      'CA',
      'a browser trusts its own certificates only, not given ones',
    );
  }
  const open = new AbortController();
  return {
    send: (request) => exchange(request, open.signal),
    close: () => {
      open.abort();
    },
  };
}

async function exchange(request: HttpRequest, open: AbortSignal): Promise<HttpAnswer> {
  const { url, method, headers, body, signal, silenceSeconds, deadlineSeconds } = request;
  signal?.throwIfAborted();
  const given = new AbortController();
  const giveUp = (problem: string) => () => {
    given.abort(new HttpFailure('timeout', 'TIMEOUT', problem));
  };
  const late = giveUp(`no complete answer within ${deadlineSeconds} s`);
  const deadline = setTimeout(late, 1000 * deadlineSeconds);
  const silent = giveUp(`no sign of the server for ${silenceSeconds} s`);
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = (more = 0): void => {
    clearTimeout(silence);
    silence = setTimeout(silent, 1000 * (silenceSeconds + more));
  };
  heard((body?.length ?? 0) / slowestUpload);
  try {
    const response = await fetch(url, {
      ...{ method, headers, cache: 'no-store', redirect: 'manual' },
      ...(body && { body: sendable(body) }),
      signal: AbortSignal.any([given.signal, open, ...(signal ? [signal] : [])]),
    });
    // A page sees of a redirect only that there was one; outside of pages, it has its status.
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      throw new HttpFailure('format', 'REDIRECT', 'redirects to another address');
    }
    heard();
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      date: response.headers.get('date') ?? undefined,
      body: await readBody(response, request, heard),
    };
  } catch (cause) {
    signal?.throwIfAborted();
    given.signal.throwIfAborted();
    if (cause instanceof HttpFailure) throw cause;
    throw failure(cause, open.aborted);
  } finally {
    clearTimeout(deadline);
    clearTimeout(silence);
  }
}

/** `fetch` refuses memory that may be resized or is shared. */
function sendable(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = body;
  const plain = buffer instanceof ArrayBuffer && !(buffer as { resizable?: boolean }).resizable;
  return plain ? (body as Uint8Array<ArrayBuffer>) : new Uint8Array(body);
}

async function readBody(
  { headers, body }: Response,
  { maxBytes, allocate }: HttpRequest,
  heard: () => void,
): Promise<Uint8Array> {
  const encoded = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  const announced = encoded ? null : headers.get('content-length');
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  try {
    checkSize(Number(announced ?? 0), maxBytes);
    const whole = announced === null ? undefined : allocate?.(Number(announced));
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) break;
      heard();
      const value = part.value as Uint8Array;
      checkSize(length + value.length, whole?.length ?? maxBytes);
      whole?.set(value, length);
      if (!whole) parts.push(value);
      length += value.length;
    }
    if (whole?.length === length) return whole;
    if (whole) throw new HttpFailure('connection', 'CUT', `the answer ended after ${length} bytes`);
  } catch (error) {
    await reader?.cancel().catch(() => undefined);
    throw error;
  }
  const joined = new Uint8Array(length);
  let position = 0;
  for (const part of parts) {
    joined.set(part, position);
    position += part.length;
  }
  return joined;
}

/** Browsers do not tell pages why there is no connection; only whether there is any network. */
function failure(cause: unknown, closed: boolean): HttpFailure {
  const { onLine } = (globalThis as { navigator?: { onLine?: boolean } }).navigator ?? {};
  const code = onLine === false ? 'OFFLINE' : 'FAILED';
  const said = cause instanceof Error ? cause.message : String(cause);
  const problem = closed
    ? 'the connection was closed'
    : onLine === false
      ? 'this machine has no network'
      : `no connection to the server (${said.slice(0, 200)})`;
  return new HttpFailure('connection', code, problem, undefined, { cause });
}
