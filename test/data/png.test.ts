import { PNG } from 'pngjs';
import { makeDataset } from '../../src/data/makeDataset';
import { encodePng, mosaic, pngDataUri, pngSize, tile } from '../../src/data/png';

const image = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

/** The red, green and blue of every pixel. */
function pixels(png: Uint8Array): number[][] {
  const { data, width, height } = PNG.sync.read(Buffer.from(png));
  return Array.from({ length: width * height }, (_, i) => [...data.subarray(4 * i, 4 * i + 3)]);
}

test('a mosaic is filled row by row, with gaps and blanks without ink', () => {
  const tiles = [image(1, 2), image(3, 4), undefined, image(5, 6)];
  const raster = tile(tiles, [1, 2, 1], { columns: 2, gap: 1, rowGap: 1 });
  expect(raster.shape).toEqual([4, 5, 1]);
  expect([...raster.bytes]).toEqual(
    [
      [1, 2, 0, 3, 4],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 5, 6],
      [0, 0, 0, 0, 0],
    ].flat(),
  );
});

test('in color, gaps are white', () => {
  const raster = tile([image(1, 2, 3), image(4, 5, 6)], [1, 1, 3], {
    columns: 2,
    gap: 1,
    rowGap: 0,
  });
  expect([...raster.bytes]).toEqual([1, 2, 3, 255, 255, 255, 4, 5, 6]);
});

test('a dataset’s images are taken in the order of the indices', () => {
  const dataset = makeDataset(image(10, 20, 30), image(0, 0, 0), [1, 1, 1], ['a']);
  const raster = mosaic(dataset, [2, 0], { columns: 2, gap: 0, rowGap: 0 });
  expect([...raster.bytes]).toEqual([30, 10]);
});

test('grayscale is drawn as ink on paper, each pixel as a square', () => {
  const png = encodePng({ bytes: image(0, 255), shape: [1, 2, 1] }, { scale: 2 });
  expect(pngSize(png)).toEqual({ width: 4, height: 2 });
  const [white, black] = [
    [255, 255, 255],
    [0, 0, 0],
  ];
  const row = [white, white, black, black];
  expect(pixels(png)).toEqual([...row, ...row]);
  const asIs = encodePng({ bytes: image(0, 255), shape: [1, 2, 1] }, { invert: false });
  expect(pixels(asIs)).toEqual([black, white]);
});

test('color is drawn unchanged', () => {
  const png = encodePng({ bytes: image(1, 2, 3, 4, 5, 6), shape: [2, 1, 3] });
  expect(pixels(png)).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(pngDataUri(png)).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
});

test('rectangles of one color are the same pixels in a file that is small as well', () => {
  const [height, width] = [40, 60];
  const bytes = new Uint8Array(height * width * 3);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Math.floor(i / 3) % width < 25 ? 200 : 10 + (i % 3);
  const [plain, flat] = [false, true].map((flat) =>
    encodePng({ bytes, shape: [height, width, 3] }, { flat }),
  );
  expect(pixels(flat)).toEqual(pixels(plain));
  expect(flat.length).toBeLessThan(1.1 * plain.length);
});

test('wrong sizes and channels are refused', () => {
  const bytes = image(1, 2);
  expect(() => encodePng({ bytes, shape: [1, 1, 2] })).toThrow('channels must be 1 or 3, got 2');
  expect(() => encodePng({ bytes, shape: [1, 1, 1] })).toThrow('bytes must hold 1 numbers, got 2');
  expect(() => encodePng({ bytes, shape: [2, 1, 1] }, { scale: 0 })).toThrow('scale must be');
  expect(() => tile([], [1, 1, 1], { columns: 1 })).toThrow('tiles must hold at least one image');
  expect(() => tile([bytes], [1, 1, 1], { columns: 1 })).toThrow('tiles[0] must hold 1 bytes');
  expect(() => tile([bytes], [1, 2, 1], { columns: 0 })).toThrow('columns must be a whole number');
  expect(() => pngSize(bytes)).toThrow('png must start with the PNG signature');
});
