import { federationPrivacy } from '../../../src/flower/launch/federationPrivacy';
import { protectionOf } from '../../../src/flower/server/protection';
import { pyproject } from '../../../src/flower/server/pyproject';
import { completeServerAppSettings } from '../../../src/flower/server/settings';
import type { ServerAppSettings } from '../../../src/flower/server/settings';
import { privacyAccountant } from '../../../src/privacy/accountant';

const notes = { title: 'two numbers', initial: '' };
const lines = (settings: ServerAppSettings): string[] =>
  pyproject(completeServerAppSettings(settings), notes).split('\n');

test('pyproject.toml says how updates are protected, if they are', () => {
  expect(lines({}).join()).not.toMatch(/config\.(privacy|secure)/);
  const clipped = lines({ clip: 0.5, noiseMultiplier: 2 });
  expect(clipped).toEqual(expect.arrayContaining(['clip = 0.5', 'noise-multiplier = 2.0']));
  expect(clipped.join()).not.toContain('config.secure');
  const secure = lines({ clip: 2, secureAggregation: true, secureNeighbors: 20 });
  expect(secure.slice(secure.indexOf('[tool.flwr.app.config.secure]'))).toEqual([
    ...['[tool.flwr.app.config.secure]', 'range = 2.0', 'bits = 16'],
    ...['# The share of a round’s clients without which nothing is unmasked.'],
    ...[`threshold = ${2 / 3}`, '# Clients with which each one shares masks; 0 for all.'],
    ...['neighbors = 20', ''],
  ]);
});

test.each<[ServerAppSettings, string]>([
  [{ clip: 0 }, 'clip must be > 0, got 0'],
  [{ noiseMultiplier: 1 }, '--noise-multiplier must be left out without --clip'],
  [{ clip: 1, delta: 1e-5 }, 'delta must be left out without noise: it would promise nothing'],
  [
    { secureAggregation: true, strategy: 'bulyan' },
    'strategy must take a mean of updates with clip',
  ],
  [{ clip: 1, strategy: 'fedmedian' }, 'strategy must take a mean of updates with clip'],
  [{ secureAggregation: true, strategy: 'qfedavg', secureRange: 1 }, 'strategy must take a mean'],
  [{ secureAggregation: true }, '--secure-range must be given with --secure-aggregation'],
  [{ secureRange: 1 }, '--secure-range must be left out unless --secure-aggregation is true'],
])('%j is refused', (settings, message) => {
  expect(() => completeServerAppSettings(settings)).toThrow(message);
});

test('ε is that of the noise: all clients in every round, or a fixed number of them', () => {
  const settings = completeServerAppSettings({ clip: 1, noiseMultiplier: 3, minClients: 10 });
  const everybody = { kind: 'poisson', rate: 1 } as const;
  const spent = federationPrivacy(settings, 10, 7850)!(5);
  expect(spent).toMatchObject({ delta: 10 ** -1.1, private: true });
  expect(spent.serverEpsilon).toBeUndefined();
  const accountant = privacyAccountant({ noiseMultiplier: 3, sampling: everybody });
  expect(spent.epsilon).toBeCloseTo(accountant.epsilon(5, 10 ** -1.1), 12);
  // Rounding to whole numbers costs a little.
  const secure = completeServerAppSettings({ ...settings, secureAggregation: true });
  const discrete = federationPrivacy(secure, 10, 7850)!(5);
  expect(discrete.serverEpsilon).toBe(discrete.epsilon);
  expect(discrete.epsilon).toBeGreaterThan(spent.epsilon);
  expect(discrete.epsilon).toBeLessThan(1.02 * spent.epsilon);
  expect(federationPrivacy(completeServerAppSettings({ clip: 1 }), 10, 7850)).toBeUndefined();
  expect(protectionOf(completeServerAppSettings({}))).toEqual({});
});
