import { createServer as createHttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { FlowerConnectionError, FlowerHttpError } from '../../../src/flower/wire/errors';
import { FleetTransport } from '../../../src/flower/wire/transport';
import type { TransportOptions } from '../../../src/flower/wire/transportOptions';
import {
  schema,
  quick,
  listening,
  withServer,
  bodyOf,
  answer,
  ok,
  beat,
} from '../../support/fleetServer';

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

test('endless 503 is given up, other refusals immediately, with Flower’s own text', async () => {
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

test('a broken connection is retried', async () => {
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

test('an idle connection that the server has closed costs no wait', async () => {
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

test('an unreachable server: retried, then named', async () => {
  const port = await listening(createHttpServer(), (free) => Promise.resolve(free));
  const transport = new FleetTransport({ url: `http://127.0.0.1:${port}`, schema, retry: quick });
  const error = await beat(transport).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FlowerConnectionError);
  expect(error).toMatchObject({ code: 'ECONNREFUSED', route: '/v1/fleet/send-node-heartbeat' });
  expect(transport.traffic.calls).toBe(4);
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

test('invalid URLs are refused', () => {
  const make = (options: Partial<TransportOptions>) => () =>
    new FleetTransport({ url: 'http://127.0.0.1:1', schema, ...options });
  for (const url of ['', '127.0.0.1:8000', 'grpc://a', 'http://a?b', 'http://me:secret@a']) {
    expect(make({ url })).toThrow('url must be http://host:port or https://host:port, got');
  }
  expect(make({ ca: 'x' })).toThrow('url must begin with https:// if a CA is given');
  expect(make({ silenceSeconds: 0 })).toThrow('silenceSeconds must be > 0');
  expect(make({ maxMessageBytes: 1 })).toThrow('maxMessageBytes must be a whole number');
});
