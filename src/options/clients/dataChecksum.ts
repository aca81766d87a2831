import { createHash } from '../../platform/hashing';
import { featuresOf } from '../../data/dataset';
import type { AnyDataset } from '../../data/dataset';

/** A checksum of a run's examples, built up part by part. */
export interface DataChecksum {
  add(part: string, dataset: AnyDataset): void;
  /** Adds which client has which examples: client id -> their numbers. */
  addPartition(examples: ReadonlyMap<string, Uint32Array>): void;
  /** SHA-256 in hexadecimal digits. */
  result(): string;
}

/**
 * A checksum of what a run learns from: features, targets, their names, and which client has which. The
 * format and folder of the files do not matter.
 */
export function dataChecksum(): DataChecksum {
  const hash = createHash('sha256');
  return {
    add(part, dataset) {
      const { size, shape } = dataset;
      const { values } = featuresOf(dataset);
      const [targets, names] =
        'labels' in dataset
          ? [dataset.labels, dataset.classNames]
          : [dataset.targets, dataset.targetNames];
      hash.update(JSON.stringify([part, size, shape, names]));
      for (const { buffer, byteOffset, byteLength } of [targets, values]) {
        hash.update(new Uint8Array(buffer, byteOffset, byteLength));
      }
    },
    addPartition(examples) {
      for (const [id, numbers] of examples) {
        hash.update(JSON.stringify([id, numbers.length]));
        hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
      }
    },
    result: () => hash.digest('hex'),
  };
}
