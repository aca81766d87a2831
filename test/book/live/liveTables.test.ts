import { withLiveTables } from '../../../src/book/live/liveTables';

const files = [
  'live.js',
  'live-kernel.js',
  'whole.js',
  'tfjs.js',
  'digits.bin',
  'tfjs-backend-wasm-simd.wasm',
  'worker.js',
  'ort.js',
  'ort-wasm-simd-threaded.mjs',
  'ort-wasm-simd-threaded.wasm',
  'live-editor.js',
];
const sizes = Object.fromEntries(
  files.map((file, i) => [file, { bytes: 2000 * (i + 1), gzipped: 1000 * (i + 1) }]),
);

test('a page gets the sizes of programs and the times of chapters as tables', () => {
  const times = [{ chapter: '1', node: 20.4, page: 51 }];
  const text = withLiveTables('a\n<!-- what is loaded -->\nb\n<!-- times -->\n', { sizes, times });
  const lines = text.split('\n');
  expect(lines.slice(0, 5)).toEqual([
    'a',
    '| when | file | bytes | gzipped |',
    '| --- | --- | --: | --: |',
    '| when “Run this chapter here” is pressed | `live.js` | 2 kB | 1 kB |',
    '|  | `live-kernel.js` | 4 kB | 2 kB |',
  ]);
  expect(lines.slice(-4)).toEqual([
    '| chapter | Node, s | page, s | times longer |',
    '| --- | --: | --: | --: |',
    '| 1 | 20 | 51 | 2.5 |',
    '',
  ]);
});

test('a program that is not there is named', () => {
  expect(() => withLiveTables('<!-- what is loaded -->', { sizes: {}, times: [] })).toThrow(
    'sizes must have the file live.js',
  );
});

test('other pages stay as they are', () => {
  expect(withLiveTables('text', { sizes: {}, times: [] })).toBe('text');
});
