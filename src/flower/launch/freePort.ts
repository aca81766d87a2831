import { once } from '../../platform/processes';
import { createServer, type AddressInfo } from '../../platform/sockets';

/** A loopback port that is currently free. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
