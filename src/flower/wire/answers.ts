import { ArgumentError } from '../../core/errors';
import { FlowerConnectionError, FlowerHttpError, FlowerTlsError } from './errors';
import type { HttpAnswer } from './http';
import { utf8 } from './utf8';

/** @throws ArgumentError for anything but an http or https URL */
export function httpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !isHttp || url.search !== '' || url.username !== '' || url.password !== '') {
    throw new ArgumentError('url', 'be http://host:port or https://host:port', text);
  }
  return url;
}

/** Whether the same request may succeed on another try, and when. */
export function retryable(error: unknown, attempt: number): 'no' | 'at once' | 'later' {
  if (error instanceof FlowerHttpError) {
    return [502, 503, 504].includes(error.status) ? 'later' : 'no';
  }
  if (!(error instanceof FlowerConnectionError) || error instanceof FlowerTlsError) return 'no';
  // The server had closed an idle connection: retry immediately on a new one.
  return error.code === 'STALE' && attempt === 1 ? 'at once' : 'later';
}

/** Flower's own errors are `{"code": 2004, "detail": "…"}`; others may have any form. */
export function httpError(route: string, { status, body, date }: HttpAnswer): FlowerHttpError {
  const text = utf8(body.subarray(0, 4096));
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  const { code, detail } = (parsed ?? {}) as { readonly code?: unknown; readonly detail?: unknown };
  return new FlowerHttpError(
    route,
    status,
    typeof code === 'number' ? code : undefined,
    printable(typeof detail === 'string' ? detail.slice(0, 500) : text.slice(0, 200)),
    date === undefined ? undefined : secondsAhead(date),
  );
}

/**
 * Undefined for an invalid date. The server's is truncated to seconds: half a second on average.
 */
function secondsAhead(date: string): number | undefined {
  const server = Date.parse(date);
  return Number.isNaN(server) ? undefined : (Date.now() - server - 500) / 1000;
}

/** A server's text on one line, whatever it sent. */
function printable(text: string): string {
  return text.replace(/\p{C}+/gu, ' ').trim();
}
