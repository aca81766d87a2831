import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastNodeId, rememberNodeId } from '../../../src/flower/node/memory';
import { withTemporaryFolder } from '../../support/temporaryFolder';

test('a node’s id is kept for each SuperLink, and a damaged file is ignored', async () => {
  await withTemporaryFolder((folder) => {
    const key = join(folder, 'node.pem');
    const [here, there] = ['http://127.0.0.1:1', 'https://there:2'];
    expect(lastNodeId(key, here)).toBeUndefined();
    rememberNodeId(key, here, 2n ** 64n - 1n);
    rememberNodeId(key, there, 5n);
    expect(lastNodeId(key, here)).toBe(2n ** 64n - 1n);
    expect(lastNodeId(key, there)).toBe(5n);
    expect(readFileSync(`${key}.node.json`, 'utf8')).toContain('"5"');
    for (const damage of ['{', '[]', '{"http://127.0.0.1:1": "x"}', 'null']) {
      writeFileSync(`${key}.node.json`, damage);
      expect(lastNodeId(key, here)).toBeUndefined();
    }
    rememberNodeId(key, here, 7n);
    expect(lastNodeId(key, here)).toBe(7n);
  });
});
