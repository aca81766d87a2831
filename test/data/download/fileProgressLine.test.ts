import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileProgressLine } from '../../../src/data/download/fileProgressLine';

test('without a terminal: the beginning of each step, and a line every two seconds', async () => {
  const stream = new PassThrough();
  let now = 0;
  const progress = fileProgressLine(stream, () => now);
  for (let bytes = 0; bytes <= 1000; bytes += 100, now += 500) {
    progress.update({ file: 'a', step: 'download', bytes, totalBytes: 1000 });
  }
  progress.update({ file: 'a', step: 'verify', bytes: 1000, totalBytes: 1000 });
  progress.update({ file: 'b', step: 'download', bytes: 0, totalBytes: undefined });
  progress.end();
  stream.end();
  expect((await text(stream)).split('\n')).toEqual([
    'downloading a · 0 % of 1 kB · 0:00',
    'downloading a · 40 % of 1 kB · 0:02, about 0:03 left',
    'downloading a · 80 % of 1 kB · 0:04, about 0:01 left',
    'verifying a · 100 % of 1 kB · 0:00',
    'downloading b · 0 bytes',
    '',
  ]);
});

test('a download that is resumed counts the time of what it fetches itself', async () => {
  const stream = new PassThrough();
  let now = 0;
  const progress = fileProgressLine(stream, () => now);
  progress.update({ file: 'a', step: 'download', bytes: 800, totalBytes: 1000 });
  now = 3000;
  progress.update({ file: 'a', step: 'download', bytes: 900, totalBytes: 1000 });
  stream.end();
  expect(await text(stream)).toContain('downloading a · 90 % of 1 kB · 0:03, about 0:03 left\n');
});
