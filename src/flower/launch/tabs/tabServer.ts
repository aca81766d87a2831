import { Buffer } from '../../../platform/bytes';
import { http, https, once } from '../../../platform/servers';
import type { AddressInfo } from '../../../platform/sockets';
import { ArgumentError } from '../../../core/errors';
import { wholeNumber } from '../../../core/check';
import { httpUrl } from '../../wire/answers';
import { refuse } from './answer';
import { fleetProxy } from './fleetProxy';
import { defaultTabServerLimits } from './limits';
import type { TabServerLimits } from './limits';
import { originCheck } from './requestCheck';
import { fileAnswers } from './servedFiles';
import type { ServedFile } from './servedFiles';

/** Options of {@link startTabServer}. */
export interface TabServerOptions {
  /** The SuperLink: `http://127.0.0.1:40123`, or with https. */
  readonly superLink: string;
  /** The certificates that the SuperLink's is checked with, in PEM, instead of the system's. */
  readonly ca?: string | Uint8Array;
  /** What it serves, by path: `/`, `/page.js`. */
  readonly files: ReadonlyMap<string, ServedFile>;
  /** The address to listen on; default with `names` all, else `127.0.0.1`: for this machine only. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Names and addresses, beside this machine's own, that browsers use for it; needs `tls`. */
  readonly names?: readonly string[];
  /** A certificate and its key, in PEM. Browsers let only https pages of other machines use keys. */
  readonly tls?: { readonly certificate: string | Uint8Array; readonly key: string | Uint8Array };
  readonly limits?: Partial<TabServerLimits>;
}

/** A server of pages that join a federation. */
export interface TabServer {
  /** Its addresses, those for other machines first: `https://192.168.1.20:8780`. */
  readonly origins: readonly string[];
  readonly port: number;
  /** Ends it, and all open connections. */
  close(): Promise<void>;
}

const loopback = ['localhost', '127.0.0.1', '[::1]'] as const;
/** How many of a server's origins are this machine's own: the last ones. */
export const loopbackOrigins = loopback.length;
const loopbackAddress = /^(localhost|127(\.\d+){3}|::1)$/;

/**
 * Serves the page of a tab that joins a federation, and forwards Flower's Fleet API on the same origin.
 *
 * It serves a fixed table of files, forwards to one SuperLink only, holds no key of any client, answers
 * only requests that were sent to one of its own names and from its own page, and limits their sizes,
 * times and number.
 *
 * ```ts
 * const server = await fl.flower.startTabServer({ superLink: 'http://127.0.0.1:9093', files });
 * console.log(server.origins[0]); // http://localhost:40123
 * ```
 *
 * @throws ArgumentError for other machines without a certificate; the system's error if the port is taken
 */
export async function startTabServer(options: TabServerOptions): Promise<TabServer> {
  const { names = [], tls } = options;
  const { host = names.length > 0 ? undefined : '127.0.0.1' } = options;
  const port = wholeNumber('port', options.port ?? 0, 0, 65_535);
  const limits = { ...defaultTabServerLimits, ...options.limits };
  if (!tls && (names.length > 0 || !loopbackAddress.test(host ?? ''))) {
    const rule = 'be given for other machines: browsers allow keys only on pages by https';
    throw new ArgumentError('tls', rule, undefined);
  }
  const proxy = fleetProxy({
    superLink: httpUrl(options.superLink),
    ...(options.ca !== undefined && { ca: options.ca }),
    limits,
  });
  const answerFile = fileAnswers(options.files);
  const settings: http.ServerOptions = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: 1000 * limits.headerSeconds,
    requestTimeout: 1000 * limits.requestSeconds,
    connectionsCheckingInterval: Math.min(1000, 250 * limits.headerSeconds),
  };
  const server = tls
    ? https.createServer({
        ...settings,
        cert: Buffer.from(tls.certificate),
        key: Buffer.from(tls.key),
      })
    : http.createServer(settings);
  server.maxConnections = limits.connections;
  // Longer than the SuperLink may take, so that a request can still be told that it did.
  server.timeout = 1000 * (limits.silenceSeconds + 1);
  server.listen(port, host);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  const hosts = [...new Set([...names.map(bracketed), ...loopback])];
  const origins = hosts.map(
    (name) => new URL(`${tls ? 'https' : 'http'}://${name}:${bound}`).origin,
  );
  const check = originCheck(origins);
  server.on('request', (request, response) => {
    const refusal = check(request);
    // The path as it was sent: nothing is decoded, so that nothing can hide in it.
    const path = (request.url ?? '').split('?', 1)[0];
    if (refusal) refuse(request, response, refusal);
    else if (proxy.takes(path)) proxy.pass(path, request, response);
    else answerFile(path, request, response);
  });
  return {
    origins,
    port: bound,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      proxy.close();
    },
  };
}

/** An address as URLs have it: `[fe80::1]`. */
function bracketed(name: string): string {
  return name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
}
