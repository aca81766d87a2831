import { createHash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on this machine. */
export interface TestServer {
  readonly url: string;
  /** `GET /file` or `GET /file bytes=5-`, in order. */
  readonly requests: string[];
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Calls `body` with a server that answers paths so; any other path is not found. */
export async function withServer<T>(
  answers: Readonly<Record<string, Answer>>,
  body: (server: TestServer) => Promise<T>,
): Promise<T> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    requests.push(`${request.method} ${request.url}${range ? ` ${range}` : ''}`);
    const path = request.url ?? '';
    if (Object.hasOwn(answers, path)) answers[path](request, response);
    else response.writeHead(404, 'Not Found').end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return await body({ url: `http://127.0.0.1:${port}`, requests });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** A file as static hosts serve it: size, ETag, ranges with If-Range. */
export function file(content: Uint8Array, etag = `"${sha256(content)}"`): Answer {
  return (request, response) => {
    const { range, 'if-range': condition } = request.headers;
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    response.setHeader('etag', etag);
    if (range === undefined || condition !== etag) {
      response.setHeader('content-length', content.length);
      response.end(request.method === 'HEAD' ? undefined : content);
    } else if (from >= content.length) {
      response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    } else {
      const extent = `bytes ${from}-${content.length - 1}/${content.length}`;
      response.writeHead(206, { 'content-range': extent, 'content-length': content.length - from });
      response.end(content.subarray(from));
    }
  };
}

/** Promises the whole file and breaks the connection after some bytes. */
export function breakingOff(content: Uint8Array, after: number): Answer {
  return (_, response) => {
    response.writeHead(200, {
      etag: `"${sha256(content)}"`,
      'content-length': content.length,
    });
    response.write(content.subarray(0, after), () => setTimeout(() => response.destroy(), 50));
  };
}

export const sha256 = (content: Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');
