import { ArgumentError } from '../../core/errors';

/** Names of this machine. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address of a SuperLink: `HOST:PORT`, or with `http://` or `https://`. Without a scheme it is
 * https, except on this machine. Plain http to another machine requires `insecure`.
 *
 * @throws ArgumentError for anything else
 */
export function superLinkUrl(
  address: string,
  {
    ca,
    insecure = false,
  }: { readonly ca?: string | undefined; readonly insecure?: boolean | undefined },
): string {
  const given = /^(https?:\/\/)?([^/]+?)\/?$/.exec(address);
  const host = given?.[2] ?? '';
  const plain = insecure || (ca === undefined && loopback.test(host.replace(/:\d+$/, '')));
  const scheme = given?.[1] ?? (plain ? 'http://' : 'https://');
  const url = `${scheme}${host}`;
  if (!given || !URL.canParse(url) || !/:\d{1,5}$/.test(host)) {
    throw new ArgumentError('--superlink', 'be HOST:PORT', address);
  }
  if (scheme === 'http://' && !plain) {
    const rule = 'be https, be on this machine, or be given with --insecure';
    throw new ArgumentError('--superlink', rule, address);
  }
  return url;
}
