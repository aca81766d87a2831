import { DataError } from '../../../src/core/errors';
import { decodePicture } from '../../../src/data/pictures/decodePicture';
import { exifOrientation } from '../../../src/data/pictures/orientation';
import { pixelBytes } from '../../../src/data/pictures/pixelBytes';
import { bytesOf, reference, referenceFile } from '../../support/picturesReference';
import json from '../../support/picturesReference.json';

/** The message of what decoding throws. */
async function problem(bytes: Uint8Array): Promise<string> {
  const error: unknown = await decodePicture(bytes, 'a/b').then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as DataError).message;
}

test('PNG and JPEG of every kind and orientation have the pixels of Pillow', async () => {
  for (const [name, entry] of Object.entries(json.pictures)) {
    const { file, shape, pixels } = reference(entry);
    const found = pixelBytes(await decodePicture(file, name), {});
    expect([name, found.shape, [...found.bytes]]).toEqual([name, shape, pixels]);
  }
});

test('16 bits are rounded to 8', async () => {
  const { bytes } = pixelBytes(await decodePicture(bytesOf(json.sixteen), 'x'), {
    channels: 'gray',
  });
  const expected = Array.from({ length: 9 * 14 }, (_, i) => {
    const value = ((i % 14) * 4000 + Math.floor(i / 14) * 100) % 65_536;
    return Math.round(value / 257);
  });
  expect([...bytes]).toEqual(expected);
});

test('bytes after the end of a PNG file do no harm', async () => {
  const file = referenceFile('color.png');
  const longer = new Uint8Array(file.length + 9);
  longer.set(file);
  expect(await decodePicture(longer, 'x')).toEqual(await decodePicture(file, 'x'));
});

test('what is no PNG or JPEG file is named', async () => {
  expect(await problem(bytesOf(json.gif))).toBe(
    'a/b: expected a PNG or JPEG image: it is a GIF file; save it as PNG or JPEG',
  );
  expect(await problem(Buffer.from('label,path\n'))).toBe(
    'a/b: expected a PNG or JPEG image: it is not an image',
  );
  expect(await problem(new Uint8Array(0))).toBe('a/b: is empty');
  expect(await problem(bytesOf(json.cmyk))).toBe(
    'a/b: is in colors for print (CMYK); save it with RGB colors',
  );
});

test('a file cut anywhere is refused, and the next one is decoded', async () => {
  for (const name of ['color.png', 'baseline.jpg', 'progressive.jpg'] as const) {
    const file = referenceFile(name);
    for (const share of [0.2, 0.5, 0.8, 0.97]) {
      const cut = file.subarray(0, Math.floor(share * file.length));
      expect(await problem(cut)).toMatch(/^a\/b: is (a broken|an incomplete) (PNG|JPEG) image/);
    }
    expect(await problem(file.subarray(0, file.length - 2))).toMatch(/broken|incomplete/);
    const { shape } = pixelBytes(await decodePicture(file, name), {});
    expect(shape).toEqual([9, 14, 3]);
  }
});

test('damage inside a file is refused', async () => {
  const png = referenceFile('color.png').slice();
  png[60] ^= 255;
  expect(await problem(png)).toMatch(/^a\/b: is a broken PNG image/);
  const jpeg = referenceFile('whole.jpg').slice();
  jpeg.set([0xff, 0xd9], jpeg.length - 60); // the mark of the end
  expect(await problem(jpeg)).toMatch(/^a\/b: is a broken JPEG image/);
  jpeg.fill(0, 2, 40);
  expect(await problem(jpeg)).toBe('a/b (byte 2): is a broken JPEG image');
});

test('a size that no camera has is refused before memory is taken', async () => {
  const png = referenceFile('color.png').slice();
  new DataView(png.buffer).setUint32(16, 100_000);
  new DataView(png.buffer).setUint32(20, 100_000);
  expect(await problem(png)).toBe('a/b: has 10,000,000,000 pixels, more than 134,217,728 pixels');
});

test('orientation in EXIF data of either byte order; 1 where the data is damaged', () => {
  // One entry: tag 0x0112, a 16-bit number, one of them, 6.
  const big = Uint8Array.of(77, 77, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0);
  const little = Uint8Array.of(
    73,
    73,
    42,
    0,
    8,
    0,
    0,
    0,
    1,
    0,
    18,
    1,
    3,
    0,
    1,
    0,
    0,
    0,
    6,
    0,
    0,
    0,
  );
  expect([exifOrientation(big), exifOrientation(little)]).toEqual([6, 6]);
  for (let length = 0; length < big.length; length++) {
    expect(exifOrientation(big.subarray(0, length))).toBe(1);
  }
  expect(exifOrientation(big.map((byte, i) => (i === 19 ? 9 : byte)))).toBe(1);
});
