import fc from 'fast-check';
import { rotateImages } from '../../src/data/rotateImages';

/** 7 × 7 bytes without any symmetry. */
const image = Uint8Array.from({ length: 49 }, (_, i) => (7 * i * i + 31 * i) % 256);

test('inside, a rotated image matches Pillow’s to one gray level', () => {
  // Pillow 13.0, which rounds down where we round:
  //   data = bytes((7*i*i + 31*i) % 256 for i in range(49))
  //   Image.frombytes('L', (7, 7), data).rotate(30, Image.BILINEAR)
  const pillow = [
    [111, 216, 122, 55, 79],
    [121, 221, 124, 57, 144],
    [245, 159, 168, 121, 204],
    [209, 110, 45, 71, 112],
    [185, 141, 187, 83, 117],
  ];
  const turned = rotateImages(image, [7, 7, 1], 30);
  pillow.forEach((row, y) => {
    row.forEach((value, x) => {
      expect(Math.abs(turned[7 * (y + 1) + x + 1] - value)).toBeLessThanOrEqual(1);
    });
  });
});

test('a quarter turn is counterclockwise and exact', () => {
  // 1 2        2 4
  // 3 4  gives 1 3, as numpy.rot90 does.
  expect([...rotateImages(Uint8Array.of(1, 2, 3, 4), [2, 2, 1], 90)]).toEqual([2, 4, 1, 3]);
  expect([...rotateImages(Uint8Array.of(1, 2, 3, 4), [2, 2, 1], -90)]).toEqual([3, 1, 4, 2]);
  const half = rotateImages(image, [7, 7, 1], 180);
  expect([...half]).toEqual([...image].reverse());
  expect(rotateImages(image, [7, 7, 1], 360)).toEqual(image);
});

test('45 degrees, by hand: the center stays, a corner’s neighbors mix, outside is background', () => {
  // At (0, 0) the source is (1 - √2, 1): outside by 0.414 of a pixel, hence 0.586 of the left middle.
  const only = (index: number): Uint8Array =>
    Uint8Array.from({ length: 9 }, (_, i) => (i === index ? 200 : 0));
  expect(rotateImages(only(4), [3, 3, 1], 45)[4]).toBe(200);
  const corner = rotateImages(only(1), [3, 3, 1], 45)[0];
  expect(corner).toBe(Math.round(200 * (2 - Math.SQRT2)));
});

test('channels stay separate, and so do images', () => {
  const pixels = Uint8Array.of(1, 101, 2, 102, 3, 103, 4, 104);
  const two = Uint8Array.from([...pixels, ...pixels.map((value) => value + 50)]);
  expect([...rotateImages(two, [2, 2, 2], 90)]).toEqual(
    [0, 50].flatMap((more) => [2, 102, 4, 104, 1, 101, 3, 103].map((value) => value + more)),
  );
});

test('pixels stay in range at any angle', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -360, max: 360, noNaN: true }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
      (degrees, height, width) => {
        const flat = new Uint8Array(height * width).fill(90);
        const turned = rotateImages(flat, [height, width, 1], degrees);
        expect(Math.max(...turned)).toBeLessThanOrEqual(90);
        expect(turned).toHaveLength(flat.length);
      },
    ),
  );
});

test('an angle beyond one turn is refused', () => {
  expect(() => rotateImages(image, [7, 7, 1], 361)).toThrow(
    'degrees must be between -360 and 360, got 361',
  );
});
