import type { Buffer } from '../../../platform/bytes';
import { createHash } from '../../../platform/hashing';
import { promisify } from '../../../platform/processes';
import { gzip } from '../../../platform/servers';
import type { http } from '../../../platform/servers';
import { refuse, safeHeaders } from './answer';

/** What a server has at one path. */
export interface ServedFile {
  /** `text/css; charset=utf-8` */
  readonly type: string;
  readonly body: Uint8Array;
}

/** Compressing less than this saves nothing. */
const leastToCompress = 1024;

/**
 * Answers requests for files from a table, and only from it: a path is looked up as it was sent, never
 * taken apart or joined to a folder. Browsers keep files and ask whether they have changed.
 */
export function fileAnswers(
  files: ReadonlyMap<string, ServedFile>,
): (path: string, request: http.IncomingMessage, response: http.ServerResponse) => void {
  const tags = new Map<string, string>();
  const compressed = new Map<string, Promise<Buffer>>();
  const tagOf = (path: string, { body }: ServedFile): string => {
    const tag = tags.get(path) ?? `"${createHash('sha256').update(body).digest('base64url')}"`;
    tags.set(path, tag);
    return tag;
  };
  const compressedOf = (path: string, { body }: ServedFile): Promise<Buffer> => {
    const found = compressed.get(path) ?? promisify(gzip)(body);
    compressed.set(path, found);
    return found;
  };
  const send = async (
    path: string,
    file: ServedFile,
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> => {
    const { 'if-none-match': known, 'accept-encoding': encodings } = request.headers;
    const tag = tagOf(path, file);
    const shared = { ...safeHeaders, 'cache-control': 'no-cache', etag: tag };
    if (known === tag) {
      response.writeHead(304, shared).end();
      return;
    }
    const worth = file.body.length >= leastToCompress && file.type !== 'application/gzip';
    const small = worth && /\bgzip\b/.test(String(encodings));
    const body = small ? await compressedOf(path, file) : file.body;
    response.writeHead(200, {
      ...shared,
      'content-type': file.type,
      'content-length': body.length,
      vary: 'accept-encoding',
      ...(small && { 'content-encoding': 'gzip' }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  return (path, request, response) => {
    const file = files.get(path);
    if (!file) {
      refuse(request, response, { status: 404, text: 'There is nothing here.' });
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      const text = 'This can only be read.';
      refuse(request, response, { status: 405, text, headers: { allow: 'GET, HEAD' } });
    } else {
      send(path, file, request, response).catch(() => response.destroy());
    }
  };
}
