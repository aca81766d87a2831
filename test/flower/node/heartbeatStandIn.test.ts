import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChildProcess } from '../../../src/flower/launch/childProcess';
import { writeDescriptors } from '../../../src/flower/wire/descriptors';
import { FakeSuperLink } from '../../support/fakeSuperLink';
import { standInDescriptors } from '../../support/flowerSchema';
import { errorOf, question, until } from '../../support/stagedNode';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const script = join(__dirname, '..', '..', 'support', 'blockingNode.cjs');

/** A node in a separate process whose app is busy with a message and blocks its thread. */
async function whileBlocked(
  appSeconds: number,
  body: (link: FakeSuperLink, message: string, release: () => void) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const schema = join(folder, 'schema.json');
    writeDescriptors(schema, { bytes: standInDescriptors(), version: '1.41.0' });
    const link = new FakeSuperLink();
    await link.listen();
    const settings = JSON.stringify({ url: link.url, schema, folder, appSeconds });
    const command = [process.execPath, script, settings];
    const node = new ChildProcess({ name: 'client', command, log: join(folder, 'log') });
    try {
      await until(() => link.online().length === 1);
      const message = link.send('train', question());
      await until(() => existsSync(join(folder, 'began')));
      await body(link, message, () => {
        writeFileSync(join(folder, 'end'), '');
      });
    } finally {
      await node.stop(10);
      await link.close();
    }
  });
}

test('signed heartbeats continue while the client app blocks its thread', async () => {
  await whileBlocked(3600, async (link, message, release) => {
    const before = link.count('send-node-heartbeat');
    const others = link.count('pull-messages');
    await until(() => link.count('send-node-heartbeat') > before + 3);
    expect(link.count('pull-messages')).toBe(others);
    expect(link.answer(message)).toBeUndefined();
    release();
    const answer = await until(() => link.answer(message));
    expect(answer).toHaveProperty('content');
    // Back on its own thread it asks for messages again.
    await until(() => link.count('pull-messages') > others);
  });
});

test('an app that blocked its thread for too long is late', async () => {
  await whileBlocked(0.01, async (link, message, release) => {
    const beats = link.count('send-node-heartbeat');
    await until(() => link.count('send-node-heartbeat') > beats);
    release();
    const { code, reason } = errorOf(await until(() => link.answer(message)));
    expect({ code, reason }).toEqual({
      code: 8,
      reason: 'the client app did not finish in 0.01 s',
    });
  });
});
