import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { privacyAccountant } from '../../src/privacy/accountant';
import { completeSettings } from '../../src/simulate/config';
import { planText, runPrivacy, withDelta } from '../../src/simulate/privacy';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { bytesOf, command, readJson, readMetrics } from './command';

const federation = ['--clients', '40', '--clients-per-round', '8', '--sampling', 'poisson'];
const delta = 40 ** -1.1;

interface Facts {
  readonly privacy: Readonly<Record<'noiseMultiplier' | 'epsilon' | 'delta', number>>;
  readonly warnings?: readonly string[];
}

const factsOf = (folder: string) => (readJson(folder, 'config.json') as { facts: Facts }).facts;

test('ε stands wherever a run is shown, and stays within its target', async () => {
  await withTemporaryFolder(async (folder) => {
    const options = ['--adaptive-clip', '0.5', '--target-epsilon', '3', '--rounds', '3'];
    const { code, out, err } = await command([...federation, ...options, '--out', folder]);
    expect(code).toBe(0);
    const { privacy, warnings } = factsOf(folder);
    const sampling = { kind: 'poisson', rate: 0.2 } as const;
    const accountant = privacyAccountant({ noiseMultiplier: privacy.noiseMultiplier, sampling });
    const records = readMetrics(folder);
    records.forEach((record, i) => {
      const epsilon = accountant.epsilon(i + 1, delta);
      expect(record.privacy).toEqual({ epsilon, delta, private: true });
    });
    expect(privacy.epsilon).toBe(records[2].privacy!.epsilon);
    expect(privacy.epsilon).toBeLessThanOrEqual(3);
    expect(privacy.epsilon).toBeGreaterThan(2.99);
    expect(warnings).toBeUndefined();
    expect(readJson(folder, 'config.json')).toMatchObject({ clip: 0.1, delta });
    const promise = /ε (3\.00|2\.99), δ 0\.0173 for each client after 3 rounds, against whoever/;
    expect(out.match(new RegExp(promise, 'g'))).toHaveLength(2);
    expect(err).toMatch(/round 3\/3 · test accuracy [\d.]+ % · ε (3\.00|2\.99) · /);
    const report = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(report).toMatch(promise);
    expect(report).toContain('Privacy spent');
    const [log] = readdirSync(join(folder, 'tensorboard/train'));
    const events = readFileSync(join(folder, 'tensorboard/train', log), 'latin1');
    expect(events).toContain('privacy/epsilon');

    const resumed = await command(['--resume', '--out', folder, '--rounds', '4']);
    expect(resumed.err).toContain('--rounds must be 3 as in');
  });
});

test('seeded noise repeats, interrupted or not, and is never called private', async () => {
  await withTemporaryFolder(async (folder) => {
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    const options = ['--clip', '0.5', '--noise-multiplier', '1', '--seeded-noise'];
    const start = (rounds: string, out: string) =>
      command([...federation, ...options, '--rounds', rounds, '--out', out]);
    const { out, err } = await start('4', whole);
    await start('2', parts);
    await command(['--resume', '--out', parts, '--rounds', '4']);
    expect(bytesOf(parts, ['weights.npz'])).toEqual(bytesOf(whole, ['weights.npz']));
    expect(readMetrics(parts).map(({ privacy }) => privacy)).toEqual(
      readMetrics(whole).map(({ privacy }) => privacy),
    );
    expect(readMetrics(whole).at(-1)!.privacy!.private).toBe(false);
    expect(factsOf(whole).privacy).toMatchObject({ noiseMultiplier: 1, private: false });
    expect(err).toContain('not private: whoever knows the seed can subtract the noise');
    expect(err).toMatch(/· ε [\d.]+ \(not private\) ·/);
    expect(out.match(/if the noise were secret; it is not: it comes from the seed/g)).toHaveLength(
      2,
    );
    expect(readFileSync(join(whole, 'report.html'), 'utf8')).toContain(
      'Privacy spent, with δ 0.0173 (not private: noise from the seed)',
    );
  });
});

test('a δ that means nothing is warned of; clipping alone promises nothing', () => {
  const base = { clients: 40, clientsPerRound: 8, sampling: 'poisson', clip: 0.5 } as const;
  const settings = completeSettings(base);
  const of = (more: object) => runPrivacy(withDelta({ ...settings, ...base, ...more }), 7850)!;
  const weak = of({ noiseMultiplier: 1, delta: 0.5 });
  expect(weak.warnings).toEqual([expect.stringContaining('δ = 0.5 is not below 1/40')]);
  const bare = of({});
  expect(planText(bare, 20)).toBe('updates are clipped; without noise nothing is promised');
  expect(bare).toMatchObject({ noiseMultiplier: 0, warnings: [] });
  expect(bare.parts.transforms[0].privacy!.spent(20)).toBeUndefined();
  expect(bare.planned).toBeUndefined();
});

test('a secure sum holds its own noise, counts at whole orders, and against the server without sampling', () => {
  const base = { clients: 400, clientsPerRound: 40, sampling: 'poisson', clip: 0.5 } as const;
  const given = { ...base, noiseMultiplier: 1.5, secureAggregation: true, rounds: 10 };
  const of = (more: object) =>
    runPrivacy(withDelta({ ...completeSettings({ ...given, ...more }), ...base, ...more }), 7850)!;
  const { parts, planned, warnings } = of({});
  expect(warnings).toEqual([]);
  expect(parts.aggregator).toMatchObject({ masked: true, denominator: 40 });
  const delta = 400 ** -1.1;
  const spent = (rate: number, discrete: boolean) =>
    privacyAccountant({ noiseMultiplier: 1.5, sampling: { kind: 'poisson', rate }, discrete });
  // Vectors are scaled so that rounding makes none longer, and the shares are close to one Gaussian.
  expect(planned!.epsilon).toBeCloseTo(spent(0.1, true).epsilon(10, delta), 9);
  expect(planned!.epsilon).toBeGreaterThanOrEqual(spent(0.1, false).epsilon(10, delta));
  expect(planned!.serverEpsilon).toBeCloseTo(spent(1, true).epsilon(10, delta), 9);
  expect(of({ targetEpsilon: 3, noiseMultiplier: undefined }).planned!.epsilon).toBeCloseTo(3, 2);
  const few = of({ clientsPerRound: 8 }).warnings;
  expect(few).toEqual([expect.stringMatching(/fewer than two clients .* probability of 0\.02\d/)]);
});
