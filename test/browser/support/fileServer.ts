import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

/** What stands at an address: the path of a file or of a folder, or the text of a page itself. */
export type Served = string | { readonly type: string; readonly body: string | Uint8Array };

export interface FileServer {
  /** The address of a path, which starts with `/`. */
  url(path: string): string;
  /** Paths that were asked for so far, with the answers: `200 /index.js`. */
  readonly answers: readonly string[];
  close(): Promise<void>;
}

export interface FileServerOptions {
  /** Sends the headers that give a page SharedArrayBuffer and threads of WebAssembly. */
  readonly isolated?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/**
 * Serves files on a free port of 127.0.0.1.
 *
 * @param served what stands at each path; a folder's path ends with `/`, and the longest one counts
 *
 * @example
 * ```ts
 * const server = await serveFiles({ '/': page('<h1>Here</h1>'), '/dist/': 'src/dist/browser' });
 * await open(server.url('/'));
 * ```
 */
export async function serveFiles(
  served: Readonly<Record<string, Served>>,
  { isolated = false, headers = {} }: FileServerOptions = {},
): Promise<FileServer> {
  const answers: string[] = [];
  const always = { ...(isolated ? isolation : {}), 'Cache-Control': 'no-store', ...headers };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://localhost').pathname);
    const found = find(served, path);
    answers.push(`${found ? 200 : 404} ${path}`);
    response.writeHead(found ? 200 : 404, {
      ...always,
      'Content-Type': found?.type ?? 'text/plain',
    });
    response.end(found?.body ?? 'not here');
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    answers,
    url: (path) => `http://127.0.0.1:${port}${path}`,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}

/** A page of HTML as served text. */
export function page(body: string, head = ''): Served {
  const start = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test</title>';
  const icon = '<link rel="icon" href="data:,">';
  return { type: types['.html'], body: `${start}${icon}${head}</head><body>${body}</body></html>` };
}

function find(
  served: Readonly<Record<string, Served>>,
  path: string,
): { readonly type: string; readonly body: string | Uint8Array } | undefined {
  const prefix = Object.keys(served)
    .filter((key) => key === path || (key.endsWith('/') && path.startsWith(key)))
    .sort((a, b) => b.length - a.length)
    .at(0);
  if (prefix === undefined) return undefined;
  const there = served[prefix];
  if (typeof there !== 'string') return prefix === path ? there : undefined;
  const folder = normalize(there);
  const wanted = join(folder, path.slice(prefix.length));
  const inside =
    wanted === folder || wanted.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  const file = [wanted, join(wanted, 'index.html')].find((candidate) =>
    statSync(candidate, { throwIfNoEntry: false })?.isFile(),
  );
  if (!inside || file === undefined) return undefined;
  return { type: types[extname(file)] ?? 'application/octet-stream', body: readFileSync(file) };
}
