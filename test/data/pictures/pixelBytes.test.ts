import { ArgumentError } from '../../../src/core/errors';
import { decodePicture } from '../../../src/data/pictures/decodePicture';
import type { Picture } from '../../../src/data/pictures/picture';
import { pixelBytes } from '../../../src/data/pictures/pixelBytes';
import { checkPictureOptions } from '../../../src/data/pictures/pictureOptions';
import { bytesOf, reference, referenceFile } from '../../support/picturesReference';
import json from '../../support/picturesReference.json';

const color = (): Promise<Picture> => decodePicture(referenceFile('color.png'), 'color');

function largestDifference(found: Uint8Array, expected: ArrayLike<number>): number {
  expect(found).toHaveLength(expected.length);
  return Math.max(...Array.from(found, (byte, i) => Math.abs(byte - expected[i])));
}

test('resized as Pillow does, to its own rounding between the two directions', async () => {
  for (const { size, pixels } of json.resized) {
    const [height, width] = size;
    const found = pixelBytes(await color(), { size: [height, width] });
    expect(found.shape).toEqual([height, width, 3]);
    expect(largestDifference(found.bytes, bytesOf(pixels))).toBeLessThanOrEqual(1);
  }
});

test('fit: crop keeps proportions and takes the middle', async () => {
  const found = pixelBytes(await color(), { size: [6, 6], fit: 'crop' });
  expect(largestDifference(found.bytes, bytesOf(json.cropped.pixels))).toBeLessThanOrEqual(1);
});

test('a picture of one color keeps it at every size', () => {
  const picture = { height: 3, width: 5, rgba: new Uint8Array(60).fill(200) };
  picture.rgba.forEach((_, i) => (picture.rgba[i] = i % 4 === 3 ? 255 : 200));
  for (const size of [
    [1, 1],
    [2, 7],
    [64, 3],
  ] as const) {
    expect(new Set(pixelBytes(picture, { size }).bytes)).toEqual(new Set([200]));
  }
});

test('half the size is the mean of the pixels, weighted by a triangle', () => {
  // Triangle of reach 2 around 1: 1/4 · 0.75 … over pixels 0 to 2: (0.75, 0.75, 0.25) / 1.75.
  const bytes = [0, 70, 140, 210].flatMap((gray) => [gray, gray, gray, 255]);
  const picture = { height: 1, width: 4, rgba: bytes };
  const found = pixelBytes(picture, { size: [1, 2], channels: 'gray' });
  const first = Math.round((0.75 * 70 + 0.25 * 140) / 1.75);
  const second = Math.round((0.25 * 70 + 0.75 * 140 + 0.75 * 210) / 1.75);
  expect([...found.bytes]).toEqual([first, second]);
});

test('gray is that of Pillow; inverted, each byte b is 255 − b', async () => {
  const gray = bytesOf(json.gray);
  const picture = await color();
  expect([...pixelBytes(picture, { channels: 'gray' }).bytes]).toEqual([...gray]);
  const inverted = pixelBytes(picture, { channels: 'gray', invert: true });
  expect([...inverted.bytes]).toEqual([...gray.map((byte) => 255 - byte)]);
});

test('transparent pixels let the background through', async () => {
  for (const background of ['white', 'black'] as const) {
    const { file, pixels } = reference(json.transparent[background]);
    const { bytes } = pixelBytes(await decodePicture(file, 'x'), { background });
    expect(largestDifference(bytes, pixels)).toBeLessThanOrEqual(1);
  }
  const clear = { height: 1, width: 1, rgba: [9, 9, 9, 0] };
  expect([...pixelBytes(clear, {}).bytes]).toEqual([255, 255, 255]);
  expect([...pixelBytes(clear, { background: 'black' }).bytes]).toEqual([0, 0, 0]);
});

test('options outside their values are named', () => {
  const message = (options: object): string => {
    try {
      checkPictureOptions(options);
    } catch (error) {
      expect(error).toBeInstanceOf(ArgumentError);
      return (error as ArgumentError).message;
    }
    return '';
  };
  expect(message({ size: 28 })).toBe('size must be [height, width], got 28');
  expect(message({ size: [28, 0] })).toMatch(
    /^size\[1\] must be a whole number between 1 and 4096/,
  );
  expect(message({ channels: 'rgb' })).toBe('channels must be color or gray, got "rgb"');
  expect(message({ fit: 'pad' })).toBe('fit must be stretch or crop, got "pad"');
  expect(message({ background: 'red' })).toBe('background must be white or black, got "red"');
  expect(message({ invert: 1 })).toBe('invert must be true or false, got 1');
  expect(message({ size: [1, 2], invert: true })).toBe('');
});
