import { handwritingStyle, handwritingStyles } from '../../../src/data/partition/handwriting';
import { makeDataset } from '../../../src/data/makeDataset';
import { mnistPackage } from '../../../src/data/sources/mnistPackage';
import { packageWriters } from '../../../src/data/sources/qmnist';
import { testWithRealData } from '../../support/realData';
import { betweenGroups, quantilesWithinClass } from './styleVariance';

/** A stroke 3 wide and 11 high in a 28 × 28 image; each row lies `shift` right of the row below. */
function stroke(shift: number): Uint8Array {
  const image = new Uint8Array(28 * 28);
  for (let row = 0; row < 11; row++) {
    const left = 12 + shift * (5 - row);
    image.fill(255, (8 + row) * 28 + left, (8 + row) * 28 + left + 3);
  }
  return image;
}

test('an upright stroke of 3 × 11 pixels has the style computed by hand', () => {
  const style = handwritingStyle(stroke(0), [28, 28, 1]);
  expect(style.slant).toBeCloseTo(0, 12);
  // Area 33; perimeter 2 (3 + 11), whose lower right corner counts √2 instead of 2.
  expect(style.strokeWidth).toBeCloseTo((2 * 33) / (28 - 2 + Math.SQRT2), 12);
  // Variance of 3 columns 2/3, of 11 rows (11² - 1) / 12 = 10.
  expect(style.aspect).toBeCloseTo(Math.sqrt(2 / 3 / 10), 12);
});

test('a sheared stroke leans by the shear’s angle and keeps its aspect', () => {
  const [right, left] = [stroke(1), stroke(-1)].map((image) =>
    handwritingStyle(image, [28, 28, 1]),
  );
  expect(right.slant).toBeCloseTo(45, 10);
  expect(left.slant).toBeCloseTo(-45, 10);
  expect(right.aspect).toBeCloseTo(Math.sqrt(2 / 3 / 10), 10);
});

test('ink at the border, pale ink and no ink are measured', () => {
  const full = new Uint8Array(6).fill(255);
  expect(handwritingStyle(full, [2, 3, 1]).strokeWidth).toBeCloseTo(12 / (8 + Math.SQRT2), 12);
  const pale = stroke(1).map((value) => (value * 51) / 255);
  const style = handwritingStyle(pale, [28, 28, 1]);
  expect(style.slant).toBeCloseTo(45, 10);
  expect(style.strokeWidth).toBeCloseTo(handwritingStyle(stroke(1), [28, 28, 1]).strokeWidth, 10);
  expect(handwritingStyle(new Uint8Array(6), [2, 3, 1])).toEqual({
    slant: 0,
    strokeWidth: 0,
    aspect: 0,
  });
  expect(handwritingStyle(full.subarray(0, 3), [1, 3, 1])).toMatchObject({ slant: 0, aspect: 0 });
});

test('styles are in the dataset’s order; color images are refused', () => {
  const images = new Uint8Array([...stroke(1), ...stroke(-1)]);
  const styles = handwritingStyles(makeDataset(images, new Uint8Array(2), [28, 28, 1], ['1']));
  expect(styles.map(({ slant }) => Math.round(slant))).toEqual([45, -45]);
  expect(() => handwritingStyle(new Uint8Array(3), [1, 1, 3])).toThrow(
    'shape[2] must be 1, a single channel, got 3',
  );
});

testWithRealData(
  'real writers differ in these features by the share that the documentation states',
  ['qmnist', 'qmnist-train-labels-idx2-int.gz'],
  (file) => {
    const dataset = mnistPackage();
    const writers = packageWriters(dataset, file);
    const styles = handwritingStyles(dataset);
    const share = (feature: 'slant' | 'strokeWidth' | 'aspect'): number =>
      betweenGroups(
        quantilesWithinClass(
          styles.map((style) => style[feature]),
          dataset.labels,
        ),
        writers,
      );
    expect(share('slant')).toBeCloseTo(0.6, 2);
    expect(share('strokeWidth')).toBeCloseTo(0.64, 2);
    expect(share('aspect')).toBeCloseTo(0.26, 2);
  },
);
