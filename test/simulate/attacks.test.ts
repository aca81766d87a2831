import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { bytesOf, command, readJson, readMetrics } from './command';

const small = '--clients 10 --rounds 2 --evaluation-clients 0'.split(' ');

test('a backdoor is in everything that a run writes, and a resumed run has the same bits', async () => {
  await withTemporaryFolder(async (parent) => {
    const attack = ['--attack', 'backdoor:target=0:share=0.5,scaled:factor=4', '--attackers', '2'];
    const whole = join(parent, 'whole');
    const { code, out } = await command([...small, ...attack, '--out', whole]);
    expect(code).toBe(0);
    expect(out).toContain('attack: backdoor to 0, update × 4 by 2 of 10 clients');
    expect(out).toMatch(/backdoor success: \d\d\.\d\d %/);
    const config = readJson(whole, 'config.json') as { facts: { attackers: string[] } };
    expect(config).toMatchObject({
      attack: attack[1],
      attackers: 2,
      facts: { attack: 'backdoor to 0, update × 4' },
    });
    expect(config.facts.attackers).toHaveLength(2);
    const ids = Object.keys(readJson(whole, 'clients.json') as object);
    for (const id of config.facts.attackers) expect(ids).toContain(id);
    const records = readMetrics(whole);
    expect(records.at(-1)!.backdoorSuccess).toBeGreaterThan(0.5);
    const report = readFileSync(join(whole, 'report.html'), 'utf8');
    expect(report).toContain('attack: backdoor to 0, update × 4 by 2 of 10 clients');
    expect(report).toContain('Success of the backdoor');
    expect(report).toContain('backdoor success');

    const parts = join(parent, 'parts');
    const first = await command([...small, ...attack, '--rounds', '1', '--out', parts]);
    expect(first.code).toBe(0);
    const resumed = await command(['--resume', '--rounds', '2', '--out', parts, '--workers', '1']);
    expect(resumed.code).toBe(0);
    expect(bytesOf(parts, ['weights.npz'])).toEqual(bytesOf(whole, ['weights.npz']));
    const other = await command(['--resume', '--attackers', '3', '--out', parts]);
    expect(other.err).toContain('--attackers must be 2 as in');
  });
});

test('a free rider that needs the last model cannot be resumed', async () => {
  await withTemporaryFolder(async (folder) => {
    const { code } = await command([...small, '--attack', 'echo', '--out', folder]);
    expect(code).toBe(0);
    const { code: refused, err } = await command(['--resume', '--rounds', '3', '--out', folder]);
    expect(refused).toBe(2);
    expect(err).toContain('--resume must be left out with this attack');
  });
});

test('an update that is not a number is left out, and the round goes on', async () => {
  await withTemporaryFolder(async (folder) => {
    const { code } = await command([...small, '--attack', 'notanumber', '--out', folder]);
    expect(code).toBe(0);
    const { facts } = readJson(folder, 'config.json') as { facts: { attackers: string[] } };
    for (const { rejected, testAccuracy } of readMetrics(folder)) {
      expect([...rejected!].sort()).toEqual(facts.attackers);
      expect(testAccuracy!).toBeGreaterThan(0.7);
    }
  });
});

test('a sweep compares attacks, with and without a backdoor', async () => {
  await withTemporaryFolder(async (parent) => {
    const [file, folder] = [join(parent, 'sweep.json'), join(parent, 'sweep')];
    const lists = {
      case: [{ name: 'clean' }, { name: 'backdoor', attack: 'backdoor:target=0', attackers: 0.5 }],
    };
    writeFileSync(file, JSON.stringify({ clients: 4, rounds: 1, evaluationClients: 0, ...lists }));
    expect((await command(['--sweep', file, '--out', folder])).code).toBe(0);
    const [head, clean, bad] = readFileSync(join(folder, 'results.csv'), 'utf8')
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    const column = head.indexOf('backdoorSuccess');
    expect(clean[column]).toBe('');
    expect(Number(bad[column])).toBeGreaterThan(0);
    expect(readFileSync(join(folder, 'results.md'), 'utf8')).toContain('backdoor success, %');
    expect(existsSync(join(folder, 'runs'))).toBe(true);
  });
});
