import type { IdentityMessage, TabFederation } from '../messages';
import { byId } from './element';

/** Shows the tab's public key, and whether the browser keeps its private half. */
export function showIdentity(
  { openSshPublicKey, kept, reason }: IdentityMessage,
  { registered = false }: TabFederation,
): void {
  const keeping = kept
    ? 'The browser keeps this tab’s private key, which no page can read, for its next visit.'
    : `The key is only for this visit. ${reason ?? ''}`.trim();
  const asked = registered
    ? ' This federation admits registered keys only: give this line to whoever runs the server, then join.'
    : '';
  byId('key-said').textContent = `${keeping}${asked}`;
  byId<HTMLTextAreaElement>('public-key').value = openSshPublicKey;
  byId<HTMLDetailsElement>('key').open = registered;
}
