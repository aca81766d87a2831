import { counted } from '../../core/counted';
import { messageOf } from '../../core/systemError';

/** Why one mirror did not provide the file; another may. */
export class MirrorFailure extends Error {}

/** A request to a server. */
export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
  readonly idleSeconds?: number;
  /** Bytes already received. */
  readonly from: number;
  /**
   * The ETag or date of the received part; the server sends the rest only if the file is unchanged.
   */
  readonly validator?: string | undefined;
}

/** A server's response. */
export interface Incoming {
  /** Position of the first byte: `from`, or 0 if the server sends the whole file. */
  readonly start: number;
  /** Size of the whole file, if the server says so. */
  readonly totalBytes?: number;
  /** A strong ETag or the date, which identifies this version of the file. */
  readonly validator?: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Ends the transfer. Must always be called. */
  readonly end: () => void;
}

/**
 * Requests a file, or the rest of it (RFC 9110, sections 13.1.5 and 14.2). Throws a
 * `MirrorFailure`.
 */
export async function request(url: string, options: RequestOptions): Promise<Incoming> {
  const { from, validator } = options;
  const watch = watchdog(options.idleSeconds ?? 30, options.signal);
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (from > 0 && validator !== undefined) {
    headers.range = `bytes=${from}-`;
    headers['if-range'] = validator;
  }
  try {
    const response = await (options.fetch ?? fetch)(url, { headers, signal: watch.signal });
    if (response.status === 416) {
      watch.end();
      return await request(url, { ...options, from: 0 });
    }
    if (!response.ok) throw new MirrorFailure(`HTTP ${response.status} ${response.statusText}`);
    const encoding = response.headers.get('content-encoding') ?? 'identity';
    if (encoding !== 'identity' || !response.body) {
      throw new MirrorFailure(`sends an encoded file (content-encoding ${encoding})`);
    }
    const { start, totalBytes } = extent(response, from);
    const found = validatorOf(response.headers);
    return {
      start,
      ...(totalBytes !== undefined && { totalBytes }),
      ...(found !== undefined && { validator: found }),
      chunks: watched(response.body, watch),
      end: watch.end,
    };
  } catch (error) {
    watch.end();
    throw failure(error, watch);
  }
}

/** The size of a file by a HEAD request, or undefined if the server does not say. */
export async function remoteBytes(
  url: string,
  options: Pick<RequestOptions, 'signal' | 'fetch' | 'idleSeconds'> = {},
): Promise<number | undefined> {
  const watch = watchdog(options.idleSeconds ?? 30, options.signal);
  const headers = { 'accept-encoding': 'identity' };
  const init = { method: 'HEAD', headers, signal: watch.signal };
  try {
    const response = await (options.fetch ?? fetch)(url, init);
    return response.ok ? numberOf(response.headers.get('content-length')) : undefined;
  } catch {
    return undefined;
  } finally {
    watch.end();
  }
}

function extent(
  response: Response,
  from: number,
): { readonly start: number; readonly totalBytes: number | undefined } {
  if (response.status !== 206) {
    return { start: 0, totalBytes: numberOf(response.headers.get('content-length')) };
  }
  const range = response.headers.get('content-range') ?? '';
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range);
  if (match && Number(match[1]) === from) return { start: from, totalBytes: numberOf(match[2]) };
  throw new MirrorFailure(`asked for bytes from ${from}, but the server sent "${range}"`);
}

function validatorOf(headers: Headers): string | undefined {
  const etag = headers.get('etag');
  return etag !== null && !etag.startsWith('W/')
    ? etag
    : (headers.get('last-modified') ?? undefined);
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

interface Watchdog {
  readonly signal: AbortSignal;
  readonly seconds: number;
  /** Whether time ran out. */
  readonly expired: () => boolean;
  readonly touch: () => void;
  readonly end: () => void;
}

/** Aborts if `touch` is not called for this many seconds, or when the outer signal aborts. */
function watchdog(seconds: number, outer?: AbortSignal): Watchdog {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(outer?.reason);
  };
  let expired = false;
  const expire = (): void => {
    expired = true;
    controller.abort();
  };
  let timer = setTimeout(expire, 1000 * seconds);
  outer?.addEventListener('abort', abort);
  if (outer?.aborted) abort();
  return {
    signal: controller.signal,
    seconds,
    expired: () => expired,
    touch: () => {
      clearTimeout(timer);
      timer = setTimeout(expire, 1000 * seconds);
    },
    end: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
      controller.abort();
    },
  };
}

async function* watched(
  body: ReadableStream<Uint8Array>,
  watch: Watchdog,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      watch.touch();
      yield value;
    }
  } catch (error) {
    throw failure(error, watch);
  }
}

/** undici says "fetch failed" or "terminated" and gives the reason as the cause. */
function failure(error: unknown, watch: Watchdog): Error {
  if (error instanceof MirrorFailure) return error;
  if (watch.expired())
    return new MirrorFailure(`no answer for ${counted(watch.seconds, 'second')}`);
  const inner =
    typeof error === 'object' && error !== null && 'cause' in error ? error.cause : error;
  const code =
    typeof inner === 'object' && inner !== null && 'code' in inner
      ? ` (${String(inner.code)})`
      : '';
  const message = messageOf(inner);
  return new MirrorFailure(`${message || 'the connection failed'}${code}`, { cause: error });
}
