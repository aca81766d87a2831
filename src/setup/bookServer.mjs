import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { SetupError } from './errors.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

/** What pages may load: their own files; the theme and the formulas bring scripts inside the page. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** With these headers a page's threads may share memory. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

/**
 * Serves the files of a folder to this machine.
 *
 * @param port 0 for one that is free
 * @returns the server, which listens
 */
export function serveBook(folder, port) {
  const server = createServer((request, response) => {
    const found =
      request.method === 'GET' || request.method === 'HEAD' ? find(folder, request.url) : 405;
    if (typeof found === 'number') {
      response.writeHead(found, { 'Content-Type': 'text/plain' }).end(`${found}\n`);
      return;
    }
    const { file, stats } = found;
    const tag = `"${stats.size.toString(36)}-${Math.round(stats.mtimeMs).toString(36)}"`;
    const all = { ...headers, ETag: tag };
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304, all).end();
      return;
    }
    const type = types[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { ...all, 'Content-Type': type, 'Content-Length': stats.size });
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(file)
        .on('error', () => response.destroy())
        .pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new SetupError(`port ${port} cannot be used: ${error.message}`));
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** The file that an address means, or the status of an answer without one. */
function find(folder, address) {
  let path;
  try {
    path = decodeURIComponent(new URL(address, 'http://localhost').pathname);
  } catch {
    return 400;
  }
  if (path.includes('\0')) return 400;
  const file = join(folder, normalize(path.endsWith('/') ? `${path}index.html` : path));
  if (!file.startsWith(folder + sep)) return 404;
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? { file, stats } : 404;
}
