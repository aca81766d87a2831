import { readFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { FlowerConnectionError, FlowerTlsError } from '../../../src/flower/wire/errors';
import { FleetTransport } from '../../../src/flower/wire/transport';
import { makeCertificates, tlsTest } from '../../support/certificates';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { withServer, answer, ok, beat } from '../../support/fleetServer';
import type { TransportSettings } from '../../support/fleetServer';

describe('TLS', () => {
  const withTls = (
    body: (transport: FleetTransport) => Promise<void>,
    settings: (ca: string) => TransportSettings,
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

  test('https to a server without TLS is explained', async () => {
    await withServer(
      () => undefined,
      async (transport) => {
        expect(await refused(transport)).toMatch(/EPROTO|ERR_SSL/);
      },
      { protocol: 'https' },
    );
  });
});
