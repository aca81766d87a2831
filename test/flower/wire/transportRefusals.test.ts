import type { RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import {
  FlowerFormatError,
  FlowerLimitError,
  FlowerVersionError,
} from '../../../src/flower/wire/errors';
import { quick, withServer, answer, beat } from '../../support/fleetServer';
import type { TransportSettings } from '../../support/fleetServer';

describe('no hang:', () => {
  test('a silent server', async () => {
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

  test('a server that sends byte by byte', async () => {
    await withServer(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/protobuf' });
        const timer = setInterval(() => response.write('x'), 20);
        response.on('close', () => {
          clearInterval(timer);
        });
      },
      async (transport) => {
        await expect(beat(transport)).rejects.toThrow('no complete answer within 0.3 s');
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

describe('responses that are not accepted:', () => {
  const refuse = async (handle: RequestListener, settings: TransportSettings = {}) => {
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

  test('not protobuf', async () => {
    const page = await refuse((_, response) => {
      answer(response, Buffer.from('<html>'), 'text/html');
    });
    expect(page).toBeInstanceOf(FlowerFormatError);
    expect(page?.message).toContain('found "text/html"; is this a SuperLink?');
    const junk = await refuse((_, response) => {
      answer(response, Buffer.from([0xff, 0xff, 0xff]));
    });
    expect(junk?.message).toContain('PullObjectResponse: is not a protobuf message of this type');
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
