import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import * as browser from '../../src/platform/browser/http';
import type { HttpConnections, HttpRequest } from '../../src/platform/httpExchange';
import * as node from '../../src/platform/node/http';

type Send = (request?: Partial<HttpRequest>) => ReturnType<HttpConnections['send']>;

/** Answers requests to a server of this test. */
async function served(
  open: () => HttpConnections,
  handle: RequestListener,
  body: (send: Send, connections: HttpConnections, url: URL) => Promise<void>,
): Promise<void> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = new URL(`http://127.0.0.1:${port}/here`);
  const connections = open();
  const send: Send = (request) =>
    connections.send({
      ...{ method: 'POST', url, headers: {} },
      ...{ maxBytes: 1000, silenceSeconds: 5, deadlineSeconds: 5 },
      ...request,
    });
  try {
    await body(send, connections, url);
  } finally {
    connections.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function received(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

describe.each([
  ['node', node.openConnections],
  ['browser', browser.openConnections],
] as const)('requests on the side of %s:', (side, open) => {
  test('a body and headers arrive, and the answer comes back whole', async () => {
    const echo: RequestListener = (request, response) => {
      void received(request).then((body) => {
        const { own } = request.headers;
        response.writeHead(201, { 'content-type': 'a/b' });
        response.write(`${request.method} ${String(own)} `);
        setTimeout(() => response.end(Buffer.from(body).reverse()), 20);
      });
    };
    await served(open, echo, async (send) => {
      const { status, contentType, date, body } = await send({
        headers: { own: 'yes' },
        body: Uint8Array.of(49, 50, 51),
      });
      expect({ status, contentType }).toEqual({ status: 201, contentType: 'a/b' });
      expect(Buffer.from(body).toString()).toBe('POST yes 321');
      expect(Number.isFinite(Date.parse(date!))).toBe(true);
    });
  });

  test('an answer of known length goes to the memory that it is given', async () => {
    const handle: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': '4' }).end('1234');
    };
    await served(open, handle, async (send) => {
      const memory = new Uint8Array(4);
      const sizes: number[] = [];
      const allocate = (bytes: number): Uint8Array => {
        sizes.push(bytes);
        return memory;
      };
      const { body } = await send({ allocate });
      expect(body).toBe(memory);
      expect(Buffer.from(memory).toString()).toBe('1234');
      expect(sizes).toEqual([4]);
    });
  });

  test('an answer that is too large ends the exchange, announced or not', async () => {
    const ends: string[] = [];
    const handle: RequestListener = (request, response) => {
      response.on('close', () => ends.push('closed'));
      if (request.method === 'GET') response.writeHead(200, { 'content-length': '1001' });
      response.write('x'.repeat(600));
      const timer = setInterval(() => response.write('x'.repeat(300)), 5);
      response.on('close', () => {
        clearInterval(timer);
      });
    };
    await served(open, handle, async (send) => {
      await expect(send({ method: 'GET' })).rejects.toMatchObject({ kind: 'limit', found: 1001 });
      await expect(send()).rejects.toMatchObject({ kind: 'limit' });
      while (ends.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    });
  });

  test('silence and slowness are timeouts', async () => {
    const silent = (): void => undefined;
    await served(open, silent, async (send) => {
      const failure = { kind: 'timeout', code: 'TIMEOUT' };
      const brief = send({ silenceSeconds: 0.05 });
      await expect(brief).rejects.toMatchObject({
        ...failure,
        message: 'no sign of the server for 0.05 s',
      });
    });
    const dripping: RequestListener = (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => {
        clearInterval(timer);
      });
    };
    await served(open, dripping, async (send) => {
      await expect(send({ deadlineSeconds: 0.2 })).rejects.toMatchObject({
        message: 'no complete answer within 0.2 s',
      });
    });
  });

  test('an abort before and during a request rejects with its reason', async () => {
    const silent = (): void => undefined;
    await served(open, silent, async (send) => {
      const before = AbortSignal.abort(new Error('enough'));
      await expect(send({ signal: before })).rejects.toThrow('enough');
      const later = new AbortController();
      setTimeout(() => {
        later.abort(new Error('enough of this'));
      }, 20);
      await expect(send({ signal: later.signal })).rejects.toThrow('enough of this');
    });
  });

  test('a broken or closed connection, and none at all', async () => {
    let url = new URL('http://x');
    const cut: RequestListener = (request, response) => {
      if (request.url === '/half') {
        response.writeHead(200, { 'content-length': '9' });
        response.write('1');
        setTimeout(() => request.socket.destroy(), 10);
      } else request.socket.destroy();
    };
    await served(open, cut, async (send, _, here) => {
      url = here;
      await expect(send()).rejects.toMatchObject({ name: 'HttpFailure', kind: 'connection' });
      const half = { url: new URL('/half', url), allocate: () => new Uint8Array(9) };
      await expect(send(half)).rejects.toMatchObject({ kind: 'connection' });
    });
    const connections = open();
    const none = { method: 'GET', url, headers: {}, maxBytes: 9 } as const;
    await expect(
      connections.send({ ...none, silenceSeconds: 5, deadlineSeconds: 5 }),
    ).rejects.toMatchObject({
      kind: 'connection',
      code: side === 'node' ? 'ECONNREFUSED' : 'FAILED',
    });
  });

  test('closing ends what is under way', async () => {
    await served(
      open,
      (request) => void request.resume(),
      async (send, connections) => {
        const pending = expect(send()).rejects.toMatchObject({ kind: 'connection' });
        setTimeout(() => {
          connections.close();
        }, 30);
        await pending;
      },
    );
  });
});

test('a page decompresses, and counts the bytes after that; Node refuses', async () => {
  const handle: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1001)));
  };
  await served(browser.openConnections, handle, async (send) => {
    await expect(send()).rejects.toMatchObject({ kind: 'limit' });
    const { body } = await send({ maxBytes: 1001, allocate: () => new Uint8Array(1) });
    expect(Buffer.from(body).toString()).toBe('x'.repeat(1001));
  });
  await served(node.openConnections, handle, async (send) => {
    await expect(send()).rejects.toMatchObject({ kind: 'format', code: 'ENCODED' });
  });
});

test('a page follows no redirect, and cannot be told whom to trust', async () => {
  const handle: RequestListener = (_, response) => {
    response.writeHead(302, { location: '/there' }).end();
  };
  await served(browser.openConnections, handle, async (send) => {
    await expect(send()).rejects.toMatchObject({ kind: 'format', code: 'REDIRECT' });
  });
  expect(() => browser.openConnections('PEM')).toThrow('a browser trusts its own certificates');
});

test('a page can send memory that may be resized', async () => {
  const handle: RequestListener = (request, response) => {
    void received(request).then((body) => response.end(body));
  };
  await served(browser.openConnections, handle, async (send) => {
    const Resizable = ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer;
    const body = new Uint8Array(new Resizable(3, { maxByteLength: 3 })).fill(65);
    const answer = await send({ body });
    expect(Buffer.from(answer.body).toString()).toBe('AAA');
  });
});
