import fc from 'fast-check';
import { mnistPackage } from '../../src/data/sources/mnistPackage';
import { type Stroke, rasterizeStrokes, smoothStroke } from '../../src/data/strokes';

const side = 28;

/** Rows and columns that hold ink, how much there is, and where its center of mass is. */
function measure(image: Uint8Array) {
  const inked = Array.from(image.keys()).filter((i) => image[i] > 0);
  const mass = image.reduce((sum, byte) => sum + byte, 0);
  const along = (position: (i: number) => number) => {
    const places = inked.map(position);
    const center = inked.reduce((sum, i) => sum + image[i] * position(i), 0) / mass;
    const [first, last] = [Math.min(...places), Math.max(...places)];
    return { first, last, length: last - first + 1, center };
  };
  return { pixels: mass / 255, x: along((i) => i % side), y: along((i) => Math.floor(i / side)) };
}

test('MNIST itself: 20 pixels for the larger side, the center of mass at pixel 14, 103 pixels of ink', () => {
  const { images, size } = mnistPackage();
  const all = Array.from({ length: size / 10 }, (_, i) =>
    measure(images.subarray(i * 7840, i * 7840 + 784)),
  );
  const larger = all.map(({ x, y }) => Math.max(x.length, y.length));
  expect(larger.filter((length) => length !== 20).length).toBeLessThan(2);
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean(all.map(({ x }) => x.center))).toBeCloseTo(14, 1);
  expect(mean(all.map(({ y }) => y.center))).toBeCloseTo(14, 1);
  expect(Math.abs(mean(all.map(({ pixels }) => pixels)) - 103)).toBeLessThan(3);
});

const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true });
const drawing = fc.array(
  fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 6 }),
  { minLength: 1, maxLength: 3 },
);

test('any drawing takes 20 pixels and has its center of mass at pixel 14, if the edge allows it', () => {
  fc.assert(
    fc.property(drawing, (strokes) => {
      const { x, y } = measure(rasterizeStrokes(strokes));
      const extent = (axis: 0 | 1): number => {
        const values = strokes.flat().map((point) => point[axis]);
        return Math.max(...values) - Math.min(...values);
      };
      const larger = extent(0) > extent(1) ? x : y;
      if (Math.max(extent(0), extent(1)) > 0) expect(larger.length).toBe(20);
      for (const { center, first, last } of [x, y]) {
        const atEdge = (center < 14 && last === 27) || (center > 14 && first === 0);
        if (!atEdge) expect(Math.abs(center - 14)).toBeLessThanOrEqual(0.51); // bytes are rounded
      }
    }),
    { numRuns: 100 },
  );
});

test('a line of three pixels: full ink inside, rounded ends', () => {
  const image = rasterizeStrokes([[[5, 0], [5, 1]]], { penWidth: 3 }); // prettier-ignore
  const rows = Array.from({ length: side }, (_, y) =>
    Array.from(image.subarray(y * side, y * side + side)),
  );
  const inked = rows.filter((row) => row.some((byte) => byte > 0));
  expect(inked.length).toBe(20);
  const first = rows.findIndex((row) => row.some((byte) => byte > 0));
  expect(rows[first + 10].filter((byte) => byte > 0)).toEqual([255, 255, 255]);
  // The corner's middle is √2 pixels from the line's end: 2 − √2 of it are ink.
  const corner = Math.round(255 * (2 - Math.SQRT2));
  expect(rows[first].filter((byte) => byte > 0)).toEqual([corner, 255, corner]);
  expect(rows[first].indexOf(255)).toBe(14);
});

test('position and unit of a drawing do not matter', () => {
  const strokes: Stroke[] = [[[0, 0], [2, 1], [1, 3]], [[0, 2]]]; // prettier-ignore
  const moved = strokes.map((stroke) => stroke.map(([x, y]) => [8 * x + 64, 8 * y - 16] as const));
  expect(rasterizeStrokes(moved)).toEqual(rasterizeStrokes(strokes));
});

/** A flag: a filled rectangle of width 1, and a thin line of the given length at its foot. */
const flag = (height: number, length: number): Stroke[] => [
  ...Array.from({ length: 41 }, (_, i): Stroke => [
    [i / 40, 0],
    [i / 40, height],
  ]),
  [
    [0, height],
    [length, height],
  ],
];

test('a drawing that is heavy on one side is shifted toward the other', () => {
  const { x } = measure(rasterizeStrokes(flag(1, 3)));
  expect(x.length).toBe(20);
  expect(Math.abs(x.center - 14)).toBeLessThanOrEqual(0.5);
});

test('… but not beyond the edge', () => {
  const { x } = measure(rasterizeStrokes(flag(5, 5), { penWidth: 0.5 }));
  expect([x.first, x.last]).toEqual([8, 27]);
  expect(x.center).toBeLessThan(13);
});

test('a dot becomes a dot in the middle', () => {
  const image = rasterizeStrokes([[[7, 7]]]);
  const { x, y } = measure(image);
  expect([x.length, y.length]).toEqual([3, 3]);
  expect(Math.hypot(x.center - 14, y.center - 14)).toBeLessThan(0.5);
});

test('invalid drawings are refused', () => {
  expect(() => rasterizeStrokes([])).toThrow('strokes must hold at least one point');
  expect(() => rasterizeStrokes([[[0, NaN]]])).toThrow('strokes must hold only finite numbers');
  expect(() => rasterizeStrokes([[[0, 0]]], { penWidth: 11 })).toThrow(
    'penWidth must be between 0.5 and 10, got 11',
  );
});

test('a smooth stroke passes through its points, and is straight if they are on a line', () => {
  const points = [[0, 0], [4, 2], [6, -2], [9, 9]] as const; // prettier-ignore
  const curve = smoothStroke(points);
  points.forEach((point, i) => {
    expect(curve[8 * i]).toEqual(point);
  });
  for (const [x, y] of smoothStroke([[0, 0], [1, 2], [2, 4]])) expect(y).toBeCloseTo(2 * x, 12); // prettier-ignore
  expect(smoothStroke([[3, 4]])).toEqual([[3, 4]]);
});

test('a closed stroke through four points of a circle stays close to it', () => {
  const circle = smoothStroke([[1, 0], [0, 1], [-1, 0], [0, -1]], { closed: true }); // prettier-ignore
  expect(circle.at(-1)).toEqual(circle[0]);
  for (const [x, y] of circle) expect(Math.abs(Math.hypot(x, y) - 1)).toBeLessThan(0.12);
});
