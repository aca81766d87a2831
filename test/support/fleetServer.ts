import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Rng } from '../../src/core/rng';
import { FleetTransport } from '../../src/flower/wire/transport';
import type { TransportEvent, TransportOptions } from '../../src/flower/wire/transportOptions';
import { standInSchema } from './flowerSchema';

export const schema = standInSchema();
export const quick = { attempts: 4, firstDelaySeconds: 0.001, maxDelaySeconds: 0.002 };

/** Listens on a loopback port while `body` runs, then cuts every connection. */
export async function listening<T>(server: Server, body: (port: number) => Promise<T>): Promise<T> {
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

export type TransportSettings = Partial<TransportOptions> & { readonly protocol?: string };

export async function withServer<T>(
  handle: RequestListener,
  body: (transport: FleetTransport, events: TransportEvent[]) => Promise<T>,
  settings: TransportSettings = {},
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

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function answer(
  response: ServerResponse,
  body: Uint8Array,
  type = 'application/protobuf',
): void {
  response.writeHead(200, { 'content-type': type }).end(body);
}

export const ok = schema.encode('SendNodeHeartbeatResponse', { success: true });
export const beat = (transport: FleetTransport, signal?: AbortSignal) =>
  transport.call(
    'send-node-heartbeat',
    { node: { nodeId: 5n }, heartbeatInterval: 30 },
    { signal },
  );
