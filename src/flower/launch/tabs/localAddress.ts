import { networkInterfaces } from '../../../platform/servers';
import { FlowerError } from '../../wire/errors';

/**
 * This machine's address in the local network: the first one that is not its own alone.
 *
 * @throws FlowerError without a network
 */
export function localAddress(interfaces = networkInterfaces()): string {
  const all = Object.values(interfaces).flatMap((found) => found ?? []);
  const outside = all.filter(({ internal }) => !internal);
  const found = outside.find(({ family }) => family === 'IPv4') ?? outside.find(notLinkLocal);
  if (found) return found.address;
  throw new FlowerError('--browser-host auto: this machine has no address in a network');
}

/** Addresses of one link need the name of an interface, which URLs cannot have. */
function notLinkLocal({ address }: { readonly address: string }): boolean {
  return !address.startsWith('fe80:');
}
