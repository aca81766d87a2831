import { renderUnicodeCompact } from 'uqr';
import type { PageSettings } from '../../tab/page/pageSettings';

/** What the terminal says about the page: its addresses, and how others know that it is this one. */
export function joinText(
  here: string,
  elsewhere: PageSettings['elsewhere'],
  { compare, tabs }: { readonly compare: boolean; readonly tabs: string },
): string {
  if (!elsewhere) return `open ${here} in a browser to take part; waiting for ${tabs}`;
  const { url, fingerprint } = elsewhere;
  return [
    `open ${url} on a device in the same network, or ${here} here; waiting for ${tabs}`,
    ...(compare
      ? [
          'Browsers do not know its certificate: let yours show it before you go on, and compare (SHA-256)',
          fingerprint,
        ]
      : []),
    renderUnicodeCompact(url, { border: 2 }),
  ].join('\n');
}
