import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { startTabServer } from '../../../src/flower/launch/tabs/tabServer';
import type { TabServer, TabServerOptions } from '../../../src/flower/launch/tabs/tabServer';
import { makeCertificates, tlsTest } from '../../support/certificates';
import { bodyOf, listening } from '../../support/fleetServer';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const beat = '/v1/fleet/send-node-heartbeat';
const page = '<!doctype html><title>Join</title>';
const script = 'export const answer = 42;\n'.repeat(200);
const files = new Map([
  ['/', { type: 'text/html; charset=utf-8', body: Buffer.from(page) }],
  ['/page.js', { type: 'text/javascript; charset=utf-8', body: Buffer.from(script) }],
]);

/** A server in front of a SuperLink that answers with `handle`. */
async function withTabs<T>(
  handle: http.RequestListener,
  body: (server: TabServer, superLink: http.Server) => Promise<T>,
  options: Partial<TabServerOptions> = {},
  superLink: http.Server | https.Server = http.createServer(handle),
): Promise<T> {
  return listening(superLink, async (port) => {
    const scheme = superLink instanceof https.Server ? 'https' : 'http';
    const settings = { superLink: `${scheme}://127.0.0.1:${port}`, files, ...options };
    const server = await startTabServer(settings);
    try {
      return await body(server, superLink);
    } finally {
      await server.close();
    }
  });
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

type Headers = Readonly<Record<string, string | number>>;

/** One request on its own connection, with the path exactly as given. */
async function ask(
  { port }: TabServer,
  method: string,
  path: string,
  headers: Headers = {},
  content?: Uint8Array,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const own = { host: `localhost:${port}`, ...headers };
    const settings = { port, host: '127.0.0.1', method, path, headers: own, agent: false };
    const request = http.request(settings, (response) => {
      bodyOf(response).then((bytes) => {
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: bytes.toString('utf8'),
        });
      }, reject);
    });
    request.on('error', reject);
    request.end(content);
  });
}

const post = (server: TabServer, path: string, headers: Headers = {}, content = Buffer.from('x')) =>
  ask(server, 'POST', path, { 'content-length': content.length, ...headers }, content);

const never: http.RequestListener = () => {
  throw new Error('the SuperLink was asked');
};

/** All that a server says on a raw connection, until it ends it. */
async function conversation({ port }: TabServer, ...said: string[]): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1');
  let answered = '';
  socket.setEncoding('latin1').on('data', (text: string) => (answered += text));
  const ended = new Promise<void>((resolve) =>
    socket.on('close', () => {
      resolve();
    }),
  );
  socket.on('error', () => undefined);
  for (const text of said) socket.write(text);
  await ended;
  return answered;
}

describe('files', () => {
  test('come from the table, with the headers of isolation', async () => {
    await withTabs(never, async (server) => {
      const { status, headers, body } = await ask(server, 'GET', '/?part=1');
      expect([status, body]).toEqual([200, page]);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      const policy = headers['content-security-policy'] as string;
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
      expect(policy).not.toMatch(/'unsafe-(eval|inline)'|https?:/);
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    });
  });

  test('are compressed, and sent again only if they have changed', async () => {
    await withTabs(never, async (server) => {
      const whole = await ask(server, 'GET', '/page.js');
      expect(whole.body).toBe(script);
      const packed = await ask(server, 'GET', '/page.js', { 'accept-encoding': 'gzip, br' });
      expect(packed.headers['content-encoding']).toBe('gzip');
      expect(Number(packed.headers['content-length'])).toBeLessThan(script.length / 10);
      const tag = whole.headers.etag!;
      const again = await ask(server, 'GET', '/page.js', { 'if-none-match': tag });
      expect([again.status, again.body]).toEqual([304, '']);
      const head = await ask(server, 'HEAD', '/page.js');
      expect([head.status, head.body]).toEqual([200, '']);
    });
  });

  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/page.js/../../../../etc/passwd',
    '//etc/passwd',
    '/page.js%00.html',
    '/PAGE.JS',
    '/constructor',
    '/__proto__',
    'http://127.0.0.1/page.js',
    '*',
  ])('%s is not there', async (path) => {
    await withTabs(never, async (server) => {
      expect(await ask(server, 'GET', path)).toMatchObject({
        status: 404,
        body: 'There is nothing here.\n',
      });
    });
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])(
    'cannot be changed: %s',
    async (method) => {
      await withTabs(never, async (server) => {
        const { status, headers } = await ask(server, method, '/page.js');
        expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
      });
    },
  );
});

describe('the Fleet API', () => {
  test('gets the body and the headers that it needs, and no others', async () => {
    let seen: http.IncomingMessage | undefined;
    const echo: http.RequestListener = (request, response) => {
      seen = request;
      void bodyOf(request).then((bytes) => {
        response.writeHead(200, {
          'content-type': 'application/protobuf',
          'set-cookie': 'a=b',
          server: 'uvicorn',
          'access-control-allow-origin': '*',
        });
        response.end(bytes);
      });
    };
    await withTabs(echo, async (server) => {
      const headers = {
        'content-type': 'application/protobuf',
        accept: 'application/protobuf',
        'flwr-public-key': 'key',
        'flwr-timestamp': 'now',
        'flwr-signature': 'signed',
        cookie: 'secret=1',
        authorization: 'Bearer x',
        'x-forwarded-for': '10.0.0.1',
        'user-agent': 'a browser',
        origin: `http://localhost:${server.port}`,
        referer: `http://localhost:${server.port}/`,
        'sec-fetch-site': 'same-origin',
      };
      const answer = await post(server, `${beat}?x=1`, headers, Buffer.from('a message'));
      expect([answer.status, answer.body]).toEqual([200, 'a message']);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/protobuf',
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'same-origin',
      });
      for (const name of ['set-cookie', 'server', 'access-control-allow-origin']) {
        expect(answer.headers).not.toHaveProperty(name);
      }
      expect(seen!.url).toBe(beat);
      expect(Object.keys(seen!.headers).sort()).toEqual([
        'accept',
        'accept-encoding',
        'connection',
        'content-length',
        'content-type',
        'flwr-public-key',
        'flwr-signature',
        'flwr-timestamp',
        'host',
      ]);
    });
  });

  test('its refusals pass as they are', async () => {
    const refuse: http.RequestListener = (_, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end('{"code":22,"detail":"no"}');
    };
    await withTabs(refuse, async (server) => {
      const { status, body } = await post(server, beat);
      expect([status, body]).toEqual([401, '{"code":22,"detail":"no"}']);
    });
  });

  test('the description of the server passes', async () => {
    const describeIt: http.RequestListener = (_, response) => response.end('{"info":{}}');
    await withTabs(describeIt, async (server) => {
      expect(await ask(server, 'GET', '/openapi.json')).toMatchObject({ body: '{"info":{}}' });
      expect(await post(server, '/openapi.json')).toMatchObject({ status: 405 });
    });
  });

  test.each([
    '/v1/fleet/',
    '/v1/fleet/delete-everything',
    '/v1/fleet/../control/start-run',
    '/v1/fleet/pull-object/../../control/start-run',
    '/v1/fleet/%70ull-object',
    '/v1/control/start-run',
    '/v1/runtime/pull-task',
  ])('%s is refused', async (path) => {
    await withTabs(never, async (server) => {
      const answer = await post(server, path);
      expect(answer).toMatchObject({ status: 404, body: 'Only Flower’s Fleet API is here.\n' });
    });
  });

  test.each(['GET', 'PUT', 'OPTIONS', 'DELETE'])('%s is refused', async (method) => {
    await withTabs(never, async (server) => {
      const { status, headers } = await ask(server, method, beat);
      expect([status, headers.allow]).toEqual([405, 'POST']);
    });
  });

  test('streams in both directions', async () => {
    const piece = Buffer.alloc(64 * 1024, 7);
    let sawFirst: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (sawFirst = resolve));
    const relay: http.RequestListener = (request, response) => {
      request.once('data', () => {
        sawFirst();
      });
      request.pipe(response);
    };
    await withTabs(relay, async (server) => {
      const { port } = server;
      const headers = { host: `localhost:${port}`, 'content-length': 2 * piece.length };
      const settings = { port, host: '127.0.0.1', method: 'POST', path: beat, headers };
      const request = http.request({ ...settings, agent: false });
      const answered = new Promise<http.IncomingMessage>((resolve) => {
        request.on('response', resolve);
      });
      request.write(piece);
      // The SuperLink has the first half, and the tab its answer, before the second is sent.
      await first;
      const response = await answered;
      const received = bodyOf(response);
      request.end(piece);
      expect((await received).equals(Buffer.concat([piece, piece]))).toBe(true);
    });
  });

  test('an upload that a tab breaks off ends at the SuperLink, too', async () => {
    let broken: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (broken = resolve));
    const wait: http.RequestListener = (request) => {
      request
        .on('error', () => undefined)
        .on('close', () => {
          broken();
        });
      request.resume();
    };
    await withTabs(wait, async ({ port }) => {
      const socket = connect(port, '127.0.0.1');
      const lines = [`POST ${beat} HTTP/1.1`, `Host: localhost:${port}`, 'Content-Length: 100'];
      socket.write(`${lines.join('\r\n')}\r\n\r\nhalf`);
      await pause(50);
      socket.destroy();
      await ended;
    });
  });
});

describe('whom it answers', () => {
  test.each(['evil.example', 'evil.example:1', '127.0.0.1:1', 'localhost.evil.example'])(
    'not who asks for the host %j',
    async (host) => {
      await withTabs(never, async (server) => {
        expect(await ask(server, 'GET', '/', { host })).toMatchObject({ status: 421 });
        expect(await post(server, beat, { host })).toMatchObject({ status: 421 });
      });
    },
  );

  test('nor who names no host', async () => {
    await withTabs(never, async (server) => {
      expect(await conversation(server, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 421 /);
    });
  });

  test('its names are this machine’s, at its port', async () => {
    await withTabs(never, async (server) => {
      for (const name of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST']) {
        const { status } = await ask(server, 'GET', '/', { host: `${name}:${server.port}` });
        expect(status).toBe(200);
      }
    });
  });

  test('not the scripts of other pages', async () => {
    await withTabs(never, async (server) => {
      const own = `http://localhost:${server.port}`;
      for (const origin of ['https://evil.example', 'null', 'http://localhost', `${own}0`]) {
        expect(await post(server, beat, { origin })).toMatchObject({
          status: 403,
          body: 'Only this server’s own page may ask for this.\n',
        });
      }
      for (const site of ['cross-site', 'same-site']) {
        const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' };
        expect((await ask(server, 'GET', '/page.js', headers)).status).toBe(403);
        expect((await post(server, beat, headers)).status).toBe(403);
      }
    });
  });

  test('who follows a link on another page', async () => {
    await withTabs(never, async (server) => {
      const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
      expect((await ask(server, 'GET', '/', link)).status).toBe(200);
      expect((await post(server, beat, link)).status).toBe(403);
    });
  });
});

describe('how much it takes', () => {
  const silence = { limits: { silenceSeconds: 0.2, headerSeconds: 0.2, messageBytes: 1000 } };

  test('a body that is too large is refused before it is sent', async () => {
    const start = (port: number, ...lines: string[]): string =>
      `${[`POST ${beat} HTTP/1.1`, `Host: localhost:${port}`, ...lines].join('\r\n')}\r\n\r\n`;
    await withTabs(
      never,
      async (server) => {
        const large = await conversation(server, start(server.port, 'Content-Length: 1001'));
        expect(large).toMatch(/^HTTP\/1.1 413 .*\r\n\r\n.*at most 1000 bytes/s);
        const unknown = start(server.port, 'Transfer-Encoding: chunked');
        expect(await conversation(server, unknown)).toMatch(/^HTTP\/1.1 411 /);
        const file = start(server.port, 'Content-Length: 99').replace(beat, '/page.js');
        expect(await conversation(server, file)).toMatch(/^HTTP\/1.1 405 /);
      },
      silence,
    );
  });

  test('an answer that is too large is not passed on whole', async () => {
    const large: http.RequestListener = (request, response) => {
      if (request.url === beat) response.setHeader('content-length', 1001);
      response.write(Buffer.alloc(600));
      response.end(Buffer.alloc(401));
    };
    await withTabs(
      large,
      async (server) => {
        const { status, body } = await post(server, beat);
        expect([status, body]).toEqual([502, 'The SuperLink’s answer is too large.\n']);
        await expect(post(server, '/v1/fleet/pull-object')).rejects.toThrow(/aborted|hang up/);
      },
      silence,
    );
  });

  test('headers that are too large, or never end, end the connection', async () => {
    await withTabs(
      never,
      async (server) => {
        const long = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`;
        expect(await conversation(server, long)).toMatch(/^HTTP\/1.1 431 /);
        expect(await conversation(server, 'GET / HTTP/1.1\r\nHost: ')).toMatch(/^HTTP\/1.1 408 /);
        expect(await conversation(server, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
      },
      { limits: { ...silence.limits, silenceSeconds: 5 } },
    );
  });

  test('who says nothing more is left alone', async () => {
    const wait: http.RequestListener = () => undefined;
    await withTabs(
      wait,
      async (server) => {
        const lines = [`POST ${beat} HTTP/1.1`, `Host: localhost:${server.port}`];
        const half = `${lines.join('\r\n')}\r\nContent-Length: 10\r\n\r\nhalf`;
        expect(await conversation(server, half)).toMatch(
          /^HTTP\/1.1 408 .*The tab has been silent/s,
        );
        expect(await conversation(server)).toMatch(/^HTTP\/1.1 408 /);
        expect(await post(server, beat)).toMatchObject({
          status: 504,
          body: 'The SuperLink has been silent for 0.2 s.\n',
        });
      },
      silence,
    );
  });

  test('connections beyond the limit are not accepted', async () => {
    await withTabs(
      never,
      async (server) => {
        const open = [1, 2].map(() => connect(server.port, '127.0.0.1'));
        await Promise.all(open.map((socket) => new Promise((go) => socket.on('connect', go))));
        await expect(ask(server, 'GET', '/')).rejects.toThrow(/hang up|ECONNRESET/);
        for (const socket of open) socket.destroy();
        let status = 0;
        while (status !== 200) {
          status = await ask(server, 'GET', '/').then(
            (answer) => answer.status,
            () => 0,
          );
        }
      },
      { limits: { connections: 2 } },
    );
  });
});

describe('the SuperLink', () => {
  test('that is gone is said to be', async () => {
    const fine: http.RequestListener = (_, response) => response.end('fine');
    await withTabs(fine, async (server, superLink) => {
      expect(await post(server, beat)).toMatchObject({ status: 200 });
      superLink.closeAllConnections();
      superLink.close();
      expect(await post(server, beat)).toMatchObject({
        status: 502,
        body: 'The SuperLink cannot be reached (ECONNREFUSED).\n',
      });
      expect((await ask(server, 'GET', '/')).status).toBe(200);
    });
  });

  test('that hangs up in the middle ends the answer', async () => {
    const cut: http.RequestListener = (request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => request.socket.destroy());
    };
    await withTabs(cut, async (server) => {
      await expect(post(server, beat)).rejects.toThrow(/aborted|hang up/);
    });
  });

  test('that compresses its answers is none', async () => {
    const packed: http.RequestListener = (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
    };
    await withTabs(packed, async (server) => {
      expect(await post(server, beat)).toMatchObject({
        status: 502,
        body: 'The SuperLink’s answer is compressed.\n',
      });
    });
  });

  tlsTest('may have TLS, with a certificate of the given authority', async () => {
    await withTemporaryFolder(async (folder) => {
      const { ca, certificate, key } = makeCertificates(folder);
      const own = { cert: readFileSync(certificate), key: readFileSync(key) };
      const fine: http.RequestListener = (_, response) => response.end('secure');
      const status = async (options: Partial<TabServerOptions>) =>
        withTabs(fine, (server) => post(server, beat), options, https.createServer(own, fine));
      expect(await status({ ca: readFileSync(ca) })).toMatchObject({ status: 200, body: 'secure' });
      expect(await status({})).toMatchObject({
        status: 502,
        body: expect.stringMatching(/UNABLE_TO_VERIFY|SELF_SIGNED/) as string,
      });
    });
  });
});

describe('other machines', () => {
  test('need https', async () => {
    const options = { superLink: 'http://127.0.0.1:1', files };
    const rule = 'tls must be given for other machines';
    await expect(startTabServer({ ...options, host: '0.0.0.0' })).rejects.toThrow(rule);
    await expect(startTabServer({ ...options, names: ['192.168.1.20'] })).rejects.toThrow(rule);
  });

  tlsTest('get it', async () => {
    await withTemporaryFolder(async (folder) => {
      const { ca, certificate, key } = makeCertificates(folder, 'DNS:fl.example,IP:127.0.0.1');
      const server = await startTabServer({
        superLink: 'http://127.0.0.1:1',
        files,
        names: ['fl.example', 'fe80::1'],
        tls: { certificate: readFileSync(certificate), key: readFileSync(key) },
      });
      try {
        const { port, origins } = server;
        expect(origins.slice(0, 3)).toEqual([
          `https://fl.example:${port}`,
          `https://[fe80::1]:${port}`,
          `https://localhost:${port}`,
        ]);
        const settings = {
          ...{ port, host: '127.0.0.1', servername: 'fl.example', agent: false },
          ...{ ca: readFileSync(ca), headers: { host: `fl.example:${port}` } },
        };
        const body = await new Promise<string>((resolve, reject) => {
          const request = https.get(settings, (response) => {
            void bodyOf(response).then((bytes) => {
              resolve(bytes.toString());
            });
          });
          request.on('error', reject);
        });
        expect(body).toBe(page);
      } finally {
        await server.close();
      }
    });
  });
});
