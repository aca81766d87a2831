import { joinText } from '../../../src/flower/launch/tabs/joinText';
import { localAddress } from '../../../src/flower/launch/tabs/localAddress';
import { pageOf } from '../../../src/flower/launch/tabs/pageOf';
import { promisesOf } from '../../../src/flower/launch/tabs/promises';

const digits = Array.from({ length: 10 }, (_, digit) => `${digit}`);
const images = { shape: [28, 28, 1], classNames: digits } as const;
const command = { clients: 2, browserClients: 3, rounds: 4, dataset: 'mnist-package' };

describe('what a tab is told', () => {
  test('has the options of every client, and no path of this machine', () => {
    const ofClients = {
      model: 'cnn',
      seed: 7,
      dataset: 'mnist-package',
      dataDir: '/home/me',
      clip: 2,
    };
    const page = pageOf(command, ofClients, images);
    expect(page.federation).toEqual({
      name: 'cnn on mnist-package',
      options: {
        model: 'cnn',
        seed: 7,
        dataset: 'mnist-package',
        clip: 2,
        poll: 0.25,
        heartbeat: 10,
      },
      ...images,
    });
    expect(page.choices).toEqual(['draw', 'part', 'images']);
    expect(page.parts).toEqual({ count: 5, first: 2 });
  });

  test('depends on the examples of the federation', () => {
    const cifar = { shape: [32, 32, 3], classNames: digits } as const;
    const { choices, parts } = pageOf({ ...command, dataset: 'cifar10' }, { model: 'cnn' }, cifar);
    expect([choices, parts]).toEqual([['images'], undefined]);
    const table = pageOf({ ...command, dataset: 'table' }, { features: 'a,b', targetColumn: 'c' });
    expect(table.choices).toEqual(['table']);
    expect(table.federation.options).toMatchObject({ features: 'a,b', targetColumn: 'c' });
  });

  test('says who can read what', () => {
    expect(promisesOf({})[0]).toMatch(/^The server can read the update/);
    expect(promisesOf({ fractionEvaluate: 0 })).toHaveLength(1);
    const masked = promisesOf({ secureAggregation: true, clip: 1, noiseMultiplier: 1 });
    expect(masked.join(' ')).toMatch(
      /masked: .* sum .* adds its share of the noise before masking/,
    );
    expect(promisesOf({ clip: 2 }).join(' ')).toMatch(/clipped to the length 2; without noise/);
    expect(promisesOf({ clip: 2, noiseMultiplier: 1 }).join(' ')).toMatch(
      /The server clips .* noise/,
    );
    expect(promisesOf({ table: 'a.csv' }).join(' ')).toMatch(/names and kinds of the columns/);
  });
});

test('the terminal says where the page is, for a phone as a picture', () => {
  const here = 'http://localhost:8780';
  expect(joinText(here, undefined, { compare: true, tabs: '2 tabs' })).toBe(
    'open http://localhost:8780 in a browser to take part; waiting for 2 tabs',
  );
  const elsewhere = { url: 'https://192.168.1.20:8780', fingerprint: 'AA:BB' };
  const text = joinText(here, elsewhere, { compare: true, tabs: '1 tab' });
  expect(text).toMatch(/^open https:\/\/192\.168\.1\.20:8780 on a device/);
  expect(text).toContain('\nAA:BB\n');
  expect(text).toMatch(/[▀▄█]{5}/);
  expect(joinText(here, elsewhere, { compare: false, tabs: '1 tab' })).not.toContain('AA:BB');
});

test('this machine’s address is one that others reach', () => {
  const address = (text: string, family: 'IPv4' | 'IPv6', internal = false) => ({
    ...{ address: text, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 },
  });
  const own = { lo: [address('127.0.0.1', 'IPv4', true)] } as never;
  expect(() => localAddress(own)).toThrow('this machine has no address in a network');
  const links = [address('fe80::1', 'IPv6'), address('2001:db8::1', 'IPv6')];
  expect(localAddress({ ...(own as object), e0: links })).toBe('2001:db8::1');
  const all = { e0: [...links, address('192.168.1.20', 'IPv4')] } as never;
  expect(localAddress(all)).toBe('192.168.1.20');
});
