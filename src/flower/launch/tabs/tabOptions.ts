import { path, text, whole, yes } from '../../../options/fields';
import type { OptionTable } from '../../../options/option';

const forTabs = [{ option: 'browser', values: [true] }] as const;
const forOthers = [{ option: 'browserHost' }] as const;

/** Options of tabs that take part in a federation. */
export const tabOptions = {
  browser: {
    schema: yes(),
    help: 'tabs of browsers can take part, too: serves a page for them',
    default: false,
  },
  browserClients: {
    schema: whole(1, 1000),
    placeholder: 'N',
    help: 'tabs that the first round waits for',
    default: 1,
    needs: forTabs,
  },
  browserPort: {
    schema: whole(1, 65_535),
    placeholder: 'PORT',
    help: 'the page’s port',
    defaultText: '8780, or a free one if it is taken',
    needs: forTabs,
  },
  browserHost: {
    schema: text('a name or an address'),
    placeholder: 'HOST',
    help: 'let other devices join, by https at this name or address of this machine; auto: its address in the local network',
    defaultText: 'this machine only',
    needs: forTabs,
  },
  browserCertificate: {
    schema: path(),
    placeholder: 'FILE',
    help: 'the page’s certificate (PEM), with those that it depends on',
    defaultText: 'a new one, which browsers warn about: compare its fingerprint',
    needs: forOthers,
  },
  browserKey: {
    schema: path(),
    placeholder: 'FILE',
    help: 'the certificate’s private key (PEM)',
    needs: [{ option: 'browserCertificate' }],
  },
} as const satisfies OptionTable;

/** The usual port of the page: a browser keeps a tab's key for one address. */
export const usualPort = 8780;
