import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ChildProcess } from '../../../src/flower/launch/childProcess';
import { writeDescriptors } from '../../../src/flower/wire/descriptors';
import { float32Array } from '../../../src/flower/wire/objects/ndArray';
import { arrayRecord, configRecord } from '../../../src/flower/wire/objects/records';
import type { FlowerRecord } from '../../../src/flower/wire/objects/records';
import { FakeSuperLink } from '../../support/fakeSuperLink';
import { standInDescriptors } from '../../support/flowerSchema';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const script = join(__dirname, '..', '..', 'support', 'scriptedNode.cjs');

test('a model of 100 MB goes down and up, twice, within four times its size in memory', async () => {
  await withTemporaryFolder(async (folder) => {
    const schema = join(folder, 'schema.json');
    writeDescriptors(schema, { bytes: standInDescriptors(), version: '1.41.0' });
    const link = new FakeSuperLink();
    await link.listen();
    const log = join(folder, 'node.log');
    const options = JSON.stringify({ url: link.url, schema, shift: 1 });
    const node = new ChildProcess({
      name: 'node',
      command: [process.execPath, script, options],
      log,
    });
    try {
      // Exact in single precision, and no two chunks alike: equal ones would travel once.
      const data = Float32Array.from({ length: 25e6 }, (_, i) => i % 2 ** 23);
      for (const round of [1n, 2n]) {
        while (link.online().length === 0 && !node.end) await pause(20);
        const content = new Map<string, FlowerRecord>([
          ['arrays', arrayRecord({ w: float32Array([5000, 5000], data) })],
          ['config', configRecord({ 'server-round': round })],
        ]);
        const id = link.send('train', content);
        while (link.isWaiting(id) && !node.end) await pause(20);
        const answer = link.answer(id)!;
        if ('error' in answer) throw new Error(answer.error.reason);
        const record = answer.content.get('arrays');
        const sent = record?.kind === 'arrays' ? record.arrays.get('w') : undefined;
        expect(sent).toMatchObject({ dtype: 'float32', shape: [5000, 5000] });
        expect(sent!.data.every((value, i) => value === data[i] + 1)).toBe(true);
      }
    } finally {
      await node.stop(10);
      await link.close();
    }
    const peak = Number(/peak (\d+) bytes/.exec(readFileSync(log, 'utf8'))?.[1]);
    expect(peak).toBeGreaterThan(2e8);
    expect(peak).toBeLessThan(4e8);
  });
});
