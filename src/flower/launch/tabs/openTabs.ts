import type { Buffer } from '../../../platform/bytes';
import { readFileSync } from '../../../platform/files';
import { join } from '../../../platform/paths';
import { X509Certificate } from '../../../platform/servers';
import { isIP } from '../../../platform/sockets';
import { counted } from '../../../core/counted';
import { ArgumentError } from '../../../core/errors';
import { onFile } from '../../../core/systemError';
import type { Filled } from '../../../options/option';
import type { PageSettings } from '../../tab/page/pageSettings';
import { cacheFolder } from '../../wire/cacheFolder';
import { flowerDescriptors } from '../../wire/descriptors';
import { makeCertificates } from '../certificates';
import type { OtherClients } from '../federation';
import type { FlowerInstallation } from '../flowerInstallation';
import { freePort } from '../freePort';
import { joinText } from './joinText';
import { localAddress } from './localAddress';
import { tabFiles } from './tabFiles';
import { usualPort } from './tabOptions';
import type { tabOptions } from './tabOptions';
import { loopbackOrigins, startTabServer } from './tabServer';
import type { TabServer, TabServerOptions } from './tabServer';

/** What the tabs of a federation need. */
export interface OpenTabs {
  readonly options: Filled<typeof tabOptions>;
  readonly installation: FlowerInstallation;
  /** For a certificate that has to be made. */
  readonly folder: string;
  readonly page: Omit<PageSettings, 'flower' | 'elsewhere'>;
  readonly announce: (text: string) => void;
  /** Gets the page's address on this machine when it can be opened; the federation waits for it. */
  readonly onOpen?: ((address: string) => void | Promise<void>) | undefined;
}

/** Tabs of browsers as clients of a federation: a server for their page, as long as it runs. */
export function tabsAsClients({ options, announce, onOpen, ...given }: OpenTabs): OtherClients {
  const { installation, folder, page } = given;
  const { browserClients: count = 1, browserPort, browserCertificate } = options;
  const open = async (superLink: { readonly address: string }): Promise<TabServer> => {
    const { python, version: flower } = installation;
    const cache = join(cacheFolder(), `schema-${flower}.json`);
    const descriptors = await flowerDescriptors({ python, cache });
    const outside = await outsideOf(options, installation, folder);
    const start = async (port: number): Promise<TabServer> => {
      const elsewhere = outside && elsewhereAt(outside, port);
      const server = await startTabServer({
        superLink: `http://${superLink.address}`,
        files: tabFiles({ ...page, flower, ...(elsewhere && { elsewhere }) }, descriptors),
        port,
        ...(outside && { names: [outside.name], tls: outside.tls }),
      });
      const here = server.origins.at(-loopbackOrigins)!;
      const compare = browserCertificate === undefined;
      announce(joinText(here, elsewhere, { compare, tabs: counted(count, 'tab') }));
      try {
        await onOpen?.(here);
      } catch (error) {
        await server.close();
        throw error;
      }
      return server;
    };
    if (browserPort !== undefined) return start(browserPort);
    try {
      return await start(usualPort);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      return start(await freePort());
    }
  };
  return { count, open };
}

/** A server that other devices reach: its name there, and the certificate for it. */
interface Outside {
  readonly name: string;
  readonly tls: NonNullable<TabServerOptions['tls']>;
}

/** Throws a `FileError` for a certificate that cannot be read. */
async function outsideOf(
  { browserHost, browserCertificate, browserKey }: OpenTabs['options'],
  installation: FlowerInstallation,
  folder: string,
): Promise<Outside | undefined> {
  if (browserHost === undefined) return undefined;
  const name = browserHost === 'auto' ? localAddress() : browserHost;
  if ((browserCertificate === undefined) !== (browserKey === undefined)) {
    throw new ArgumentError('--browser-key', 'be given with --browser-certificate', browserKey);
  }
  const made = { folder: join(folder, 'browser-certificate'), hosts: [name] };
  const { certificate, key } =
    browserCertificate === undefined
      ? await makeCertificates(installation, made)
      : { certificate: browserCertificate, key: browserKey! };
  const read = (file: string): Buffer => onFile(file, () => readFileSync(file));
  return { name, tls: { certificate: read(certificate), key: read(key) } };
}

function elsewhereAt({ name, tls }: Outside, port: number): NonNullable<PageSettings['elsewhere']> {
  const host = isIP(name) === 6 ? `[${name}]` : name;
  const { fingerprint256: fingerprint } = new X509Certificate(tls.certificate);
  return { url: `https://${host}:${port}`, fingerprint };
}
