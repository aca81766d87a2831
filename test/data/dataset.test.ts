import { concatenate, imageAt, labelCounts, makeDataset, subset } from '../../src/data/dataset';

const shape = [1, 2, 1] as const;
const names = ['a', 'b', 'c'];
const three = makeDataset(Uint8Array.of(1, 2, 3, 4, 5, 6), Uint8Array.of(2, 0, 2), shape, names);

test('images are views in order, labels are counted', () => {
  expect([...imageAt(three, 1)]).toEqual([3, 4]);
  expect([...labelCounts(three)]).toEqual([1, 0, 2]);
});

test('a subset is copied, in the order asked for', () => {
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
    'images must hold 2 bytes for each of 2 labels, got 5',
  );
  expect(() => makeDataset(new Uint8Array(4), Uint8Array.of(0, 3), shape, names)).toThrow(
    'labels[1] must be below 3, the number of classes, got 3',
  );
  expect(() => imageAt(three, 3)).toThrow('index must be a whole number below 3, got 3');
  expect(() => subset(three, [-1])).toThrow('index must be a whole number below 3, got -1');
  expect(() => concatenate([])).toThrow('datasets must hold at least one');
  const other = makeDataset(new Uint8Array(4), new Uint8Array(1), [2, 2, 1], names);
  expect(() => concatenate([three, other])).toThrow('datasets must all have the first one’s shape');
});
