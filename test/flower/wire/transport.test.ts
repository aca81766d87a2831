import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Rng } from '../../../src/core/rng';
import {
  FlowerConnectionError,
  FlowerFormatError,
  FlowerHttpError,
  FlowerLimitError,
  FlowerTlsError,
  FlowerVersionError,
} from '../../../src/flower/wire/errors';
import { FleetTransport } from '../../../src/flower/wire/transport';
import type { TransportEvent, TransportOptions } from '../../../src/flower/wire/transport';
import { makeCertificates, tlsTest } from '../../support/certificates';
import { standInSchema } from '../../support/flowerSchema';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const schema = standInSchema();
const quick = { attempts: 4, firstDelaySeconds: 0.001, maxDelaySeconds: 0.002 };

/** Listens on a loopback port while `body` runs, then cuts every connection. */
async function listening<T>(server: Server, body: (port: number) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => sockets.delete(socket));
  };
  server.on('connection', keep);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await body((server.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

type Settings = Partial<TransportOptions> & { readonly protocol?: string };

async function withServer<T>(
  handle: RequestListener,
  body: (transport: FleetTransport, events: TransportEvent[]) => Promise<T>,
  settings: Settings = {},
  server: Server = createHttpServer(handle),
): Promise<T> {
  const { protocol = 'http', ...options } = settings;
  return listening(server, async (port) => {
    const events: TransportEvent[] = [];
    const transport = new FleetTransport({
      url: `${protocol}://127.0.0.1:${port}`,
      schema,
      retry: quick,
      rng: Rng.fromSeed(1),
      log: (event) => events.push(event),
      ...options,
    });
    try {
      return await body(transport, events);
    } finally {
      transport.close();
    }
  });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function answer(response: ServerResponse, body: Uint8Array, type = 'application/protobuf'): void {
  response.writeHead(200, { 'content-type': type }).end(body);
}

const ok = schema.encode('SendNodeHeartbeatResponse', { success: true });
const beat = (transport: FleetTransport, signal?: AbortSignal) =>
  transport.call(
    'send-node-heartbeat',
    { node: { nodeId: 5n }, heartbeatInterval: 30 },
    { signal },
  );

test('a call posts protobuf with headers made for each try, and counts bytes', async () => {
  const seen: unknown[] = [];
  let made = 0;
  await withServer(
    (request, response) => {
      void bodyOf(request).then((body) => {
        const { method, url, headers } = request;
        const { nodeId } = schema.decode('SendNodeHeartbeatRequest', body).node!;
        seen.push([method, url, headers['content-type'], headers['flwr-try'], nodeId]);
        if (seen.length === 1) response.writeHead(503).end();
        else answer(response, ok);
      });
    },
    async (transport, events) => {
      expect(await beat(transport)).toMatchObject({ success: true });
      const { traffic } = transport;
      expect(traffic).toEqual({ calls: 2, bytesSent: 2 * 13, bytesReceived: ok.length });
      expect(events).toEqual([
        expect.objectContaining({ event: 'call', status: 503, bytesSent: 13 }),
        expect.objectContaining({ event: 'retry', attempt: 1 }),
        expect.objectContaining({ event: 'call', status: 200, bytesReceived: 2 }),
      ]);
    },
    { headers: () => ({ 'flwr-try': String(++made) }) },
  );
  const route = ['POST', '/v1/fleet/send-node-heartbeat', 'application/protobuf'];
  expect(seen).toEqual([
    [...route, '1', 5n],
    [...route, '2', 5n],
  ]);
});

test('503 without end is given up, other refusals at once with Flower’s own words', async () => {
  let calls = 0;
  await withServer(
    (_, response) => {
      calls++;
      response.writeHead(503).end('busy');
    },
    async (transport) => {
      await expect(beat(transport)).rejects.toMatchObject({ status: 503, detail: 'busy' });
    },
  );
  expect(calls).toBe(4);
  await withServer(
    (_, response) => {
      response.writeHead(412).end('{"code": 2004, "detail": "Failed\\n\\u001b[31mto activate"}');
    },
    async (transport, events) => {
      const error = await beat(transport).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(FlowerHttpError);
      expect(error).toMatchObject({ status: 412, code: 2004 });
      expect(String(error)).toBe(
        'FlowerHttpError: /v1/fleet/send-node-heartbeat: HTTP 412, Flower error 2004: ' +
          'Failed [31mto activate',
      );
      expect(events).toHaveLength(1);
    },
  );
});

test('a connection that breaks is tried again', async () => {
  let calls = 0;
  await withServer(
    (request, response) => {
      calls++;
      if (calls === 1) request.socket.destroy();
      else if (calls === 2) {
        response.writeHead(200, { 'content-type': 'application/protobuf', 'content-length': '9' });
        response.write(ok);
        setTimeout(() => request.socket.destroy(), 10);
      } else answer(response, ok);
    },
    async (transport, events) => {
      expect(await beat(transport)).toMatchObject({ success: true });
      expect(events.map(({ event }) => event)).toEqual(['retry', 'retry', 'call']);
    },
  );
});

test('a kept connection that the server has closed costs no wait', async () => {
  const sockets: Socket[] = [];
  await withServer(
    (request, response) => {
      // Each connection serves one request and cuts the second.
      if (sockets.includes(request.socket)) request.socket.destroy();
      else {
        sockets.push(request.socket);
        answer(response, ok);
      }
    },
    async (transport, events) => {
      await beat(transport);
      await beat(transport);
      expect(events[1]).toMatchObject({ event: 'retry', attempt: 1, delaySeconds: 0 });
      expect(sockets).toHaveLength(2);
    },
    { retry: { ...quick, firstDelaySeconds: 60, maxDelaySeconds: 60 } },
  );
});

test('nobody there: tried, then named', async () => {
  const port = await listening(createHttpServer(), (free) => Promise.resolve(free));
  const transport = new FleetTransport({ url: `http://127.0.0.1:${port}`, schema, retry: quick });
  const error = await beat(transport).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FlowerConnectionError);
  expect(error).toMatchObject({ code: 'ECONNREFUSED', route: '/v1/fleet/send-node-heartbeat' });
  expect(transport.traffic.calls).toBe(4);
});

describe('no hang:', () => {
  test('a server that says nothing', async () => {
    const silent = (): void => undefined;
    const settings = { silenceSeconds: 0.05, retry: { ...quick, attempts: 2 } };
    await withServer(
      silent,
      async (transport) => {
        await expect(beat(transport)).rejects.toMatchObject({
          code: 'TIMEOUT',
          message: '/v1/fleet/send-node-heartbeat: no sign of the SuperLink for 0.05 s',
        });
        expect(transport.traffic.calls).toBe(2);
      },
      settings,
    );
  });

  test('a server that drips', async () => {
    await withServer(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/protobuf' });
        const timer = setInterval(() => response.write('x'), 20);
        response.on('close', () => {
          clearInterval(timer);
        });
      },
      async (transport) => {
        await expect(beat(transport)).rejects.toThrow('no whole answer within 0.3 s');
      },
      { silenceSeconds: 5, deadlineSeconds: 0.3, retry: { ...quick, attempts: 1 } },
    );
  });

  test('an abort, before and during a call', async () => {
    const silent = (): void => undefined;
    await withServer(silent, async (transport) => {
      const before = AbortSignal.abort(new Error('enough'));
      await expect(beat(transport, before)).rejects.toThrow('enough');
      const controller = new AbortController();
      setTimeout(() => {
        controller.abort(new Error('enough of this'));
      }, 30);
      await expect(beat(transport, controller.signal)).rejects.toThrow('enough of this');
      expect(transport.traffic.calls).toBe(1);
    });
  });
});

describe('answers that are not accepted:', () => {
  const refuse = async (handle: RequestListener, settings: Settings = {}) => {
    let calls = 0;
    const error = await withServer(
      (request, response) => {
        calls++;
        handle(request, response);
      },
      (transport) =>
        transport
          .call('pull-object', { objectId: 'a' }, { retry: quick })
          .then(() => undefined)
          .catch((caught: unknown) => caught as Error),
      settings,
    );
    expect(calls).toBe(1);
    return error;
  };

  test('no protobuf', async () => {
    const page = await refuse((_, response) => {
      answer(response, Buffer.from('<html>'), 'text/html');
    });
    expect(page).toBeInstanceOf(FlowerFormatError);
    expect(page?.message).toContain('found "text/html"; is this a SuperLink?');
    const junk = await refuse((_, response) => {
      answer(response, Buffer.from([0xff, 0xff, 0xff]));
    });
    expect(junk?.message).toContain('PullObjectResponse: is no protobuf message of this type');
  });

  test('too large, by its announcement or by its bytes', async () => {
    const announced = await refuse(
      (_, response) => {
        response.writeHead(200, { 'content-length': String(2 ** 40) });
        response.write('x');
      },
      { maxMessageBytes: 2000 },
    );
    expect(announced).toBeInstanceOf(FlowerLimitError);
    expect(announced?.message).toBe(
      'the answer to /v1/fleet/pull-object has 1099511627776 bytes, the limit is 2000',
    );
    const endless = await refuse(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/protobuf' });
        const timer = setInterval(() => response.write(Buffer.alloc(1000)), 1);
        response.on('close', () => {
          clearInterval(timer);
        });
      },
      { maxMessageBytes: 20_000 },
    );
    expect(endless).toBeInstanceOf(FlowerLimitError);
  });

  test('compressed, or moved', async () => {
    const zipped = await refuse((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
    });
    expect(zipped?.message).toContain('is compressed (gzip)');
    const moved = await refuse((_, response) => {
      response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
    });
    expect(moved).toMatchObject({ status: 307 });
  });

  test('a server of another protocol', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('\0\0\x12\x04\0\0\0\0\0'); // HTTP/2 settings, the first bytes of a gRPC server
    });
    await withServer(
      () => undefined,
      async (transport) => {
        await expect(beat(transport)).rejects.toThrow('does not answer in HTTP');
        await expect(transport.server()).rejects.toThrow(FlowerVersionError);
        await expect(transport.server()).rejects.toThrow('before flwr 1.40 speaks gRPC');
      },
      {},
      server,
    );
  });
});

test('a request above the limit is not sent', async () => {
  await withServer(
    () => undefined,
    async (transport) => {
      const objectContent = Buffer.alloc(3000);
      await expect(transport.call('push-object', { objectContent })).rejects.toThrow(
        'the request to /v1/fleet/push-object has 3003 bytes, the limit is 2000',
      );
      expect(transport.traffic.calls).toBe(0);
    },
    { maxMessageBytes: 2000 },
  );
});

test('addresses that are none are refused', () => {
  const make = (options: Partial<TransportOptions>) => () =>
    new FleetTransport({ url: 'http://127.0.0.1:1', schema, ...options });
  for (const url of ['', '127.0.0.1:8000', 'grpc://a', 'http://a?b', 'http://me:secret@a']) {
    expect(make({ url })).toThrow('url must be http://host:port or https://host:port, got');
  }
  expect(make({ ca: 'x' })).toThrow('url must begin with https:// where a CA is given');
  expect(make({ silenceSeconds: 0 })).toThrow('silenceSeconds must be > 0');
  expect(make({ maxMessageBytes: 1 })).toThrow('maxMessageBytes must be a whole number');
});

describe('TLS', () => {
  const withTls = (
    body: (transport: FleetTransport) => Promise<void>,
    settings: (ca: string) => Settings,
    address?: string,
  ) =>
    withTemporaryFolder((folder) => {
      const paths = makeCertificates(folder, address);
      const read = (path: string) => readFileSync(path, 'utf8');
      const server = createHttpsServer(
        { cert: read(paths.certificate), key: read(paths.key) },
        (_, response) => {
          answer(response, ok);
        },
      );
      const chosen = { protocol: 'https', ...settings(read(paths.ca)) };
      return withServer(() => undefined, body, chosen, server);
    });

  const refused = async (transport: FleetTransport) => {
    const error = await beat(transport).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FlowerTlsError);
    expect(transport.traffic.calls).toBe(1);
    return (error as FlowerTlsError).code;
  };

  tlsTest('with the right CA', async () => {
    await withTls(
      async (transport) => {
        expect(await beat(transport)).toMatchObject({ success: true });
      },
      (ca) => ({ ca }),
    );
  });

  tlsTest('an unknown CA is refused, without a second try', async () => {
    await withTls(
      async (transport) => {
        expect(await refused(transport)).toMatch(/UNABLE_TO|SELF_SIGNED/);
      },
      () => ({}),
    );
  });

  tlsTest('another host’s certificate is refused', async () => {
    await withTls(
      async (transport) => {
        expect(await refused(transport)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
      },
      (ca) => ({ ca }),
      'DNS:other.example',
    );
  });

  tlsTest('http to a server with TLS is named', async () => {
    await withTls(
      async (transport) => {
        const error = await beat(transport).catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(FlowerConnectionError);
      },
      () => ({ protocol: 'http' }),
    );
  });

  test('https to a server without TLS is named', async () => {
    await withServer(
      () => undefined,
      async (transport) => {
        expect(await refused(transport)).toMatch(/EPROTO|ERR_SSL/);
      },
      { protocol: 'https' },
    );
  });
});
