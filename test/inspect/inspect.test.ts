import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePng } from '../../src/data/png';
import { main } from '../../src/inspect/cli';
import { bytesOf } from '../support/picturesReference';
import json from '../support/picturesReference.json';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { sink } from '../simulate/command';

async function inspect(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [sink(), sink()];
  const code = await main(argv, { out: out.stream, err: err.stream });
  return { code, out: out.text(), err: err.text() };
}

const table = `site,age,sex,ill
A,20,f,yes
A,,m,no
B,40,f,yes
B,60,f,no
B,50,f,yes
,70,f,yes
B,1,2,3,4
`;

/** The text with single spaces. */
const plain = (text: string): string => text.replaceAll(/ +/g, ' ');

test('a table: columns, problems by line, clients and their balance; the same as a page', async () => {
  await withTemporaryFolder(async (folder) => {
    const [file, page] = [join(folder, 'a.csv'), join(folder, 'a.html')];
    writeFileSync(file, table);
    const columns = ['--client-column', 'site', '--target-column', 'ill'];
    const { code, out } = await inspect(file, ...columns, '--output', page);
    expect(code).toBe(0);
    const text = plain(out);
    expect(text).toContain('a.csv\n 7 rows, 4 columns\n');
    expect(text).toContain(' age number 1 (14.3 %) 20 to 70, mean 48');
    expect(text).toContain(' sex category 0 f 5, m 1');
    expect(text).toMatch(/Problems\n line 8: .*5/);
    expect(text).toContain('1 row without a client or a target');
    expect(text).toContain('2 clients with 2 to 3 examples each');
    // A has 1 of 2, B 2 of 3, all together 3 of 5: |1/2 − 3/5| = 0.1, |2/3 − 3/5| = 0.067
    expect(text).toContain('by ill: total variation from the whole 0.08 on average, 0.10 at most');
    expect(text).toContain(' A 2 1 1');
    expect(text).toContain(' B 3 1 2');
    const html = readFileSync(page, 'utf8');
    expect(html.match(/<figure role="img"/g)).toHaveLength(4);
    for (const title of [
      'Examples of each client, by ill',
      'Values of each column',
      'Missing values',
    ]) {
      expect(html).toContain(`aria-label="${title}`);
    }
  });
});

test('a number to predict is counted in ranges; nothing named, nothing counted', async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, 'a.csv');
    writeFileSync(file, 'c,y\nA,1\nA,2\nB,3\nB,4\n');
    const ranges = plain((await inspect(file, '--client-column', 'c', '--target-column', 'y')).out);
    expect(ranges).toContain('by range of y: total variation');
    expect(ranges).toContain(' A 2 1 1 0 0');
    expect((await inspect(file)).out).not.toContain('Clients');
  });
});

test('images of a folder: layout, sizes, broken files, classes of clients', async () => {
  await withTemporaryFolder(async (folder) => {
    const image = (side: number) =>
      encodePng({ bytes: new Uint8Array(side * side), shape: [side, side, 1] }, { invert: false });
    for (const [path, content] of Object.entries({
      'ana/cat/1.png': image(2),
      'ana/dog/2.png': image(2),
      'ben/cat/3.png': image(3),
      'ben/cat/4.png': 'not an image',
    })) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const { code, out } = await inspect(folder);
    const text = plain(out);
    expect([code, text.includes('3 images of 2 classes; client/class/file')]).toEqual([0, true]);
    expect(text).toContain(' 2 × 2 2\n 3 × 3 1\n');
    expect(text).toContain('4.png expected a PNG or JPEG image');
    expect(text).toContain(' ana 2 1 1\n ben 1 1 0');
    const named = await inspect(folder, '--client-column', 'x');
    expect([named.code, named.err]).toEqual([
      2,
      expect.stringContaining('--client-column must be left out'),
    ]);
  });
});

test('images of a Parquet file', async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, 'femnist.parquet');
    writeFileSync(file, bytesOf(json.parquet.snappy));
    const columns = ['--image-column', 'image', '--label-column', 'character'];
    const { code, out } = await inspect(file, ...columns, '--client-column', 'writer_id');
    expect([code, plain(out)]).toEqual([
      0,
      expect.stringContaining('6 images of 3 classes; clients by'),
    ]);
  });
});

test('bad input: exit codes and messages name the option or the file', async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, 'a.csv');
    writeFileSync(file, table);
    const said = async (...argv: string[]): Promise<readonly [number, string]> => {
      const { code, err } = await inspect(...argv);
      return [code, err.replaceAll(folder, '')];
    };
    expect(await said(join(folder, 'no.csv'))).toEqual([
      1,
      expect.stringContaining('/no.csv: cannot be read'),
    ]);
    expect(await said(join(folder, 'a.doc'))).toEqual([
      2,
      expect.stringContaining('<file> must end in .csv'),
    ]);
    expect(await said(file, '--client-column', 'sit')).toEqual([
      2,
      expect.stringContaining('--client-column must be a column of /a.csv ("site", '),
    ]);
    expect(await said(file, '--target-column', 'site', '--client-column', 'site')).toEqual([
      2,
      expect.stringContaining('--target-column must be another column'),
    ]);
    expect(await said(file, '--label-column', 'x')).toEqual([
      2,
      expect.stringContaining('--label-column must be left out without --image-column'),
    ]);
    expect((await said())[0]).toBe(2);
  });
});
