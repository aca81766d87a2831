import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { command, readJson, readMetrics } from './command';

const small = '--rounds 2 --clients 20 --clients-per-round 6 --evaluate-every 2 --quiet'.split(' ');

test('whom a rule leaves out is in the records, the report and TensorBoard’s log', async () => {
  await withTemporaryFolder(async (folder) => {
    const argv = [...small, '--aggregator', 'multikrum:attackers=1:select=2', '--out', folder];
    const { code, err } = await command([...argv, '--force']);
    expect([code, err]).toEqual([0, '']);
    for (const { clients, rejected } of readMetrics(folder)) {
      expect(clients).toHaveLength(6);
      expect(rejected).toHaveLength(4);
      expect(clients).toEqual(expect.arrayContaining([...rejected!]));
    }
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('>rejected<');
    const logs = join(folder, 'tensorboard', 'train');
    const [log] = readdirSync(logs).map((name) => readFileSync(join(logs, name), 'latin1'));
    expect(log.split('round/rejected')).toHaveLength(3);
  });
});

test('FLTrust’s root examples belong to no client', async () => {
  await withTemporaryFolder(async (folder) => {
    const argv = [...small, '--aggregator', 'fltrust', '--root-examples', '1000', '--out', folder];
    const { code, err } = await command([...argv, '--force']);
    expect([code, err]).toEqual([0, '']);
    const held = Object.values(readJson(folder, 'clients.json') as Record<string, number[]>).flat();
    expect(new Set(held).size).toBe(7000);
    expect(held).toHaveLength(7000);
  });
});
