import { ExampleList } from '../../../src/flower/tab/page/exampleList';
import { listText } from '../../../src/flower/tab/page/exampleText';
import { packed, unpack } from '../../../src/flower/tab/page/keptExamples';
import { obstacle, simdModule, slowness } from '../../../src/flower/tab/page/support';
import { classOf } from '../../../src/flower/tab/page/classOf';
import { missingColumns } from '../../../src/flower/tab/page/missingColumns';

/** A list of images of one pixel, whose byte is their number. */
function listOf(labels: readonly number[], classes = 3): ExampleList {
  const list = new ExampleList([1, 1, 1], classes);
  for (const [i, label] of labels.entries()) list.add(Uint8Array.of(i), label);
  return list;
}

describe('examples in a tab', () => {
  test('the fifth and the tenth of each class are for testing', () => {
    const list = listOf([0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1]);
    expect(list.divided('tab-1')).toEqual({
      kind: 'images',
      id: 'tab-1',
      train: {
        images: Uint8Array.of(0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12),
        labels: Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0),
      },
      test: { images: Uint8Array.of(5, 13, 14), labels: Uint8Array.of(0, 0, 1) },
    });
    expect(listText(list, ['cat', 'dog', 'owl'])).toBe(
      '15 examples: 10 of cat, 5 of dog; 12 to train on, 3 to test on.',
    );
  });

  test('one that is removed is gone', () => {
    const list = listOf([0, 1, 2]);
    list.remove(1);
    expect(list.counts).toEqual([1, 0, 1]);
    expect(list.at(1)).toEqual({ pixels: Uint8Array.of(2), label: 2 });
    expect(listText(listOf([]), [])).toBe('No example yet.');
  });

  test('come back as they were kept', () => {
    const list = new ExampleList([2, 1, 3], 2);
    list.add(Uint8Array.of(0, 1, 127, 128, 254, 255), 1);
    list.add(Uint8Array.of(9, 8, 7, 6, 5, 4), 0);
    const again = new ExampleList([2, 1, 3], 2);
    unpack(JSON.parse(JSON.stringify(packed(list))), again);
    expect(again.all()).toEqual(list.all());
  });

  test.each([
    undefined,
    'text',
    { images: 'AAAA' },
    { images: 'AAAA', labels: [0] },
    { images: 5, labels: [] },
    { images: 'AA==', labels: [3] },
    { images: 'AA==', labels: [0.5] },
    { images: '###', labels: [0] },
  ])('what else is found is ignored: %j', (kept) => {
    const list = listOf([]);
    unpack(kept, list);
    expect(list.size).toBe(0);
  });
});

test('the class of a file is its folder’s, or what its name begins with', () => {
  const digits = Array.from({ length: 10 }, (_, digit) => `${digit}`);
  expect(
    ['3/a.png', 'mine/7/1.png', '7.png', '7_12.jpg', '7-a.png'].map((path) =>
      classOf(path, digits),
    ),
  ).toEqual([3, 7, 7, 7, 7]);
  expect(['a.png', '12.png', '7a.png', 'x/12.png'].map((path) => classOf(path, digits))).toEqual([
    -1, -1, -1, -1,
  ]);
  const animals = ['cat', 'cat fish', 'dog'];
  expect(classOf('cat fish-2.png', animals)).toBe(1);
  expect(classOf('cat-2.png', animals)).toBe(0);
  expect(classOf('category.png', animals)).toBe(-1);
});

test('the first line of a table names its columns', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const table = bytes('\ufeffage,"weight, kg",ward\n1,2,a\n');
  expect(missingColumns('a.csv', table, ['age', 'weight, kg', 'ward'])).toEqual([]);
  expect(missingColumns('a.csv', table, ['age', 'height'])).toEqual(['height']);
  expect(missingColumns('a.tsv', bytes('age\tward\n'), ['ward', 'x'])).toEqual(['x']);
  expect(missingColumns('a.parquet', bytes('PAR1'), ['age'])).toEqual([]);
  expect(missingColumns('a.csv', bytes(''), ['age'])).toEqual(['age']);
});

test('what is missing in a browser is one sentence, the first that stands in the way', () => {
  const all = { secure: true, worker: true, webAssembly: true, simd: true, isolated: true };
  expect([obstacle(all), slowness(all)]).toEqual([undefined, undefined]);
  const bare = { secure: false, worker: false, webAssembly: false, simd: false, isolated: false };
  const found = (['secure', 'worker', 'webAssembly', 'simd'] as const).map((name, i, names) => {
    const there = Object.fromEntries(names.slice(0, i).map((one) => [one, true]));
    return `${obstacle({ ...bare, ...there })?.split(/[:;,]/)[0]} (${name})`;
  });
  expect(found).toEqual([
    'Browsers allow keys only on secure pages (secure)',
    'This browser has no Web Workers (worker)',
    'This browser has no WebAssembly (webAssembly)',
    'This browser’s WebAssembly has no SIMD (simd)',
  ]);
  expect(slowness(bare)).toMatch(/not cross-origin isolated/);
});

test('the module that asks for SIMD is valid where there is SIMD', () => {
  expect(WebAssembly.validate(simdModule)).toBe(true);
  const withoutSimd = simdModule.slice();
  withoutSimd[24] = 255;
  expect(WebAssembly.validate(withoutSimd)).toBe(false);
});
