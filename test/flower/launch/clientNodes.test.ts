import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientNodes } from '../../../src/flower/launch/federationResults';
import { lineLog } from '../../../src/flower/node/log';
import { withTemporaryFolder } from '../../support/temporaryFolder';

test('the latest nodes of the clients’ processes, in their order', async () => {
  await withTemporaryFolder((folder) => {
    mkdirSync(join(folder, 'logs'));
    const write = (client: number, ...nodes: bigint[]): void => {
      let text = 'a warning of another program\n';
      const log = lineLog((line) => (text += line), { json: true });
      log({ level: 'info', event: 'ready', text: '…', facts: { train: 30 } });
      for (const nodeId of nodes) {
        log({
          level: 'info',
          event: 'active',
          text: `active as node ${nodeId}`,
          facts: { nodeId },
        });
      }
      writeFileSync(join(folder, 'logs', `client-${client}.log`), text);
    };
    for (let k = 1; k <= 10; k++) write(k, 100n + BigInt(k));
    write(2, 5n, 2n ** 64n - 1n);
    writeFileSync(join(folder, 'logs', 'superlink.log'), '');
    const nodes = clientNodes(folder);
    expect(nodes).toHaveLength(10);
    expect(nodes.slice(0, 3)).toEqual(['101', '18446744073709551615', '103']);
    expect(nodes[9]).toBe('110');
    write(3);
    expect(() => clientNodes(folder)).toThrow(/client-3\.log contains no node that became active/);
  });
});
