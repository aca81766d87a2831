import { concatenate, subset } from '../../src/data/datasetParts';
import { imageAt, labelCounts } from '../../src/data/dataset';
import { makeDataset } from '../../src/data/makeDataset';

const shape = [1, 2, 1] as const;
const names = ['a', 'b', 'c'];
const three = makeDataset(Uint8Array.of(1, 2, 3, 4, 5, 6), Uint8Array.of(2, 0, 2), shape, names);

test('images are views, in order; labels are counted', () => {
  expect([...imageAt(three, 1)]).toEqual([3, 4]);
  expect([...labelCounts(three)]).toEqual([1, 0, 2]);
});

test('a subset is copied, in the given order', () => {
  const two = subset(three, [2, 0]);
  expect(two).toEqual(makeDataset(Uint8Array.of(5, 6, 1, 2), Uint8Array.of(2, 2), shape, names));
  two.images[0] = 99;
  expect(three.images[4]).toBe(5);
});

test('concatenation puts datasets one after the other', () => {
  expect(concatenate([subset(three, [0]), subset(three, [1, 2])])).toEqual(three);
});

test('parts that do not fit are refused', () => {
  expect(() => makeDataset(new Uint8Array(5), new Uint8Array(2), shape, names)).toThrow(
    'images must hold 2 bytes for each of 2 examples, got 5',
  );
  expect(() => makeDataset(new Uint8Array(4), Uint8Array.of(0, 3), shape, names)).toThrow(
    'labels[1] must be below 3, the number of classes, got 3',
  );
  expect(() => imageAt(three, 3)).toThrow('index must be a whole number below 3, got 3');
  expect(() => subset(three, [-1])).toThrow('index must be a whole number below 3, got -1');
  expect(() => concatenate([])).toThrow('datasets must hold at least one');
});

test('datasets of different kinds are not concatenated', () => {
  const refused = (shape: [number, number, number], names: string[], message: string): void => {
    const other = makeDataset(new Uint8Array(2), new Uint8Array(1), shape, names);
    expect(() => concatenate([three, other])).toThrow(`datasets must ${message}`);
  };
  refused([2, 1, 1], names, 'have images of shape [1, 2, 1] like the others, got "[2, 1, 1]"');
  refused([1, 2, 1], ['a', 'b'], 'have the 3 classes of the others, got 2');
  refused([1, 2, 1], ['a', 'c', 'b'], 'have classes named like the others, 1 "b", got "c"');
});

test('anything but an array of bytes is refused, for callers in plain JavaScript', () => {
  const make = (...parts: readonly unknown[]) =>
    makeDataset(...(parts as Parameters<typeof makeDataset>));
  const [images, labels] = [Uint8Array.of(1, 2), Uint8Array.of(0)];
  const rule = 'must be a Uint8Array of numbers from 0 to 255, got';
  for (const [parts, message] of [
    [[Float32Array.of(0.5, 1), labels, shape, names], `images ${rule} a Float32Array`],
    [[[1, 2], labels, shape, names], `images ${rule} an array of 2`],
    [[undefined, labels, shape, names], `images ${rule} undefined`],
    [[images, [0], shape, names], `labels ${rule} an array of 1`],
    [[images, Int32Array.of(0), shape, names], `labels ${rule} a Int32Array`],
    [[images, labels, [2], names], 'shape must be [height, width, channels], got an array of 1'],
    [[images, labels, undefined, names], 'shape must be [height, width, channels], got undefined'],
    [[images, labels, [1, 2, 0], names], 'shape[2] must be a whole number of at least 1, got 0'],
    [[images, labels, shape, 3], 'classNames must be an array with a name for each class, got 3'],
  ] as const) {
    expect(() => make(...parts)).toThrow(message);
  }
  expect(make(Buffer.of(1, 2), labels, shape, names).size).toBe(1);
});
