import { imageAt, labelCounts } from '../../../src/data/dataset';
import { mnistPackage } from '../../../src/data/sources/mnistPackage';
import { mnistPackageSplit } from '../../../src/data/sources/mnistPackageSplit';

test('four fifths of each digit are for training, the rest for testing', () => {
  const { train, test: heldOut, numbers } = mnistPackageSplit();
  const [all, ...parts] = [mnistPackage(), train, heldOut].map((part) => [...labelCounts(part)]);
  expect(parts[0]).toEqual(all.map((count) => Math.round(0.8 * count)));
  expect(parts[1]).toEqual(all.map((count) => count - Math.round(0.8 * count)));
  expect([train.size, heldOut.size]).toEqual([8000, 2000]);
  for (const index of [0, 4321, 7999]) {
    expect(imageAt(train, index)).toEqual(imageAt(mnistPackage(), numbers[index]));
  }
});
