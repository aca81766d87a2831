import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { FederatedDataset } from '../../src/data/federatedDataset';
import { loadDigits } from '../../src/data/loadDigits';
import { withPolarity } from '../../src/data/polarity';
import type { Polarity } from '../../src/data/polarity';
import { loadTffEmnist } from '../../src/data/sources/tffSqlite';
import { SqliteFile } from '../../src/data/sources/sqliteFile';
import { parseExample } from '../../src/data/sources/tfExample';
import { testWithRealData } from '../support/realData';
import { withTemporaryFolder } from '../support/temporaryFolder';

/** Everything but images is the same, and every byte b has become 255 − b. */
function expectTurned(paper: FederatedDataset, ink: FederatedDataset): void {
  expect(paper.clientIds).toEqual(ink.clientIds);
  const parts = (data: FederatedDataset) => [
    ...data.clientIds.flatMap((id) => [data.client(id).train, data.client(id).test]),
    ...(data.centralTest ? [data.centralTest] : []),
  ];
  const [turned, plain] = [parts(paper), parts(ink)];
  expect(turned).toHaveLength(plain.length);
  plain.forEach(({ images, ...rest }, i) => {
    const { images: other, ...others } = turned[i];
    expect(others).toEqual(rest);
    expect(other).toEqual(images.map((byte) => 255 - byte));
  });
}

test('the embedded digits on bright paper are the negative of those in bright ink', () => {
  const [ink, paper] = [loadDigits(), loadDigits('mnist-package', { polarity: 'paper' })];
  expectTurned(paper, ink);
  expect(paper.description).toBe(`${ink.description} Paper is 255 and ink 0.`);
  const [id] = paper.clientIds;
  const mean = (data: FederatedDataset): number => {
    const { images } = data.client(id).train;
    return images.reduce((sum, byte) => sum + byte, 0) / images.length / 255;
  };
  expect(mean(ink)).toBeLessThan(0.2);
  expect(mean(ink) + mean(paper)).toBeCloseTo(1, 10);
  const client = ink.client(id);
  const held = withPolarity({ ...ink, client: () => client, centralTest: client.test }, 'paper');
  expect(held.client(id).train).toBe(held.client(id).train);
  expect(held.centralTest).toBe(held.client(id).test);
  expect(withPolarity(ink, 'ink')).toBe(ink);
  expect(() => loadDigits('mnist-package', { polarity: 'white' as Polarity })).toThrow(
    'polarity must be ink or paper, got "white"',
  );
});

testWithRealData(
  'in TFF’s own polarity a pixel is TFF’s number',
  ['femnist-tff', 'femnist28.sqlite'],
  async (file) => {
    await withTemporaryFolder((folder) => {
      mkdirSync(join(folder, 'emnist-federated'));
      symlinkSync(file, join(folder, 'emnist-federated', 'emnist_all.sqlite'));
      const all = { onlyDigits: false } as const;
      const [ink, paper] = [
        loadTffEmnist(file, all),
        loadTffEmnist(file, { ...all, polarity: 'paper' }),
      ];
      const some = (data: FederatedDataset) => ({ ...data, clientIds: data.clientIds.slice(0, 3) });
      expectTurned(some(paper), some(ink));
      const database = new SqliteFile(file);
      const [id] = paper.clientIds;
      const sql =
        "SELECT serialized_example_proto AS blob FROM examples WHERE client_id = ? AND split_name = 'all_train' ORDER BY rowid LIMIT 1";
      const [{ blob }] = database.all(sql, [id]);
      const pixels = parseExample(blob as Uint8Array).get('pixels');
      if (pixels?.kind !== 'float') throw new Error('expected floats');
      const image = paper.client(id).train.images.subarray(0, 784);
      expect(Float32Array.from(image, (byte) => byte / 255)).toEqual(
        Float32Array.from(pixels.values),
      );
      for (const open of [database, ink, paper]) open.close();
      const [first, second] = (['ink', 'paper'] as const).map((polarity) => {
        const data = loadDigits('emnist-federated', { folder, polarity });
        const { images } = data.client(data.clientIds[0]).train;
        data.close();
        return images;
      });
      expect(second).toEqual(first.map((byte) => 255 - byte));
    });
  },
);
