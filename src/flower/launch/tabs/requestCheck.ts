import type { http } from '../../../platform/servers';
import type { Refusal } from './answer';

/** What a request says about where it is from and where it thinks that it goes. */
export interface Asked {
  readonly headers: http.IncomingHttpHeaders;
  readonly method?: string | undefined;
}

/**
 * A check of where requests come from. `Host` has to be one of the server's own names, so that another
 * site cannot have its name point here (DNS rebinding); `Origin`, which browsers send with whatever
 * changes something, has to be the server's own page.
 *
 * @param origins of the server: `http://localhost:8780`
 */
export function originCheck(origins: readonly string[]): (asked: Asked) => Refusal | undefined {
  const urls = origins.map((origin) => new URL(origin));
  return ({ headers, method }) => {
    const host = headers.host?.toLowerCase();
    const own = urls.find((url) => url.host === host || `${url.hostname}:${portOf(url)}` === host);
    if (!own) {
      const text = `This server answers only to ${urls.map((url) => url.host).join(', ')}.`;
      return { status: 421, text };
    }
    const { origin } = headers;
    const site = headers['sec-fetch-site'];
    const others = site === 'cross-site' || site === 'same-site';
    const foreign = (origin !== undefined && origin !== own.origin) || others;
    // A link on another page may lead here; its scripts may not.
    const visit = headers['sec-fetch-mode'] === 'navigate' && method === 'GET';
    if (!foreign || (visit && origin === undefined)) return undefined;
    return { status: 403, text: 'Only this server’s own page may ask for this.' };
  };
}

/** The port of a URL, also if it is the usual one. */
function portOf({ port, protocol }: URL): string {
  return port === '' ? (protocol === 'https:' ? '443' : '80') : port;
}
