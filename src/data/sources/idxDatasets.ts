import { existsSync } from '../../platform/files';
import { join } from '../../platform/paths';
import { counted } from '../../core/counted';
import { DataError } from '../../core/errors';
import { type Dataset, imageAt } from '../dataset';
import { makeDataset } from '../makeDataset';
import { type EmnistSplit, emnistClasses } from './emnistClasses';
import { readIdxImages, readIdxLabels } from './idx';
import { digitNames } from './mnistPackage';
import { readQmnistLabels } from './qmnist';

/** The two parts in which a dataset was published. */
export interface TrainAndTest {
  readonly train: Dataset;
  readonly test: Dataset;
}

/** Class names of Fashion-MNIST, as in its README. */
export /** The classes of Fashion-MNIST. */
const fashionNames: readonly string[] = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/**
 * MNIST from a folder with its four files: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`,
 * `t10k-images-idx3-ubyte`, `t10k-labels-idx1-ubyte`. Every loader of this module takes the files
 * with or without `.gz`, also spelled `train-images.idx3-ubyte`, and throws a `DataError` that
 * names the file if one is missing, broken or inconsistent with its partner.
 *
 * ```ts
 * const { train, test } = fl.loadMnist('data/mnist');
 * ```
 */
export function loadMnist(folder: string): TrainAndTest {
  return loadPair(folder, digitNames);
}

/** Fashion-MNIST (Xiao et al. 2017) from a folder with four files named like MNIST's. */
export function loadFashionMnist(folder: string): TrainAndTest {
  return loadPair(folder, fashionNames);
}

/**
 * One split of EMNIST (Cohen et al. 2017) from a folder with
 * `emnist-<split>-train-images-idx3-ubyte` and its three partners, and possibly
 * `emnist-<split>-mapping.txt`. The files hold transposed images and, for `letters`, labels that
 * start at 1; the returned datasets are upright, and their labels start at 0.
 *
 * ```ts
 * const { train, test } = fl.loadEmnist('data/emnist', 'balanced');
 * ```
 */
export function loadEmnist(folder: string, split: EmnistSplit): TrainAndTest {
  const { names, firstLabel } = emnistClasses(folder, split);
  const load = (part: string): Dataset => {
    const images = findFile(folder, `emnist-${split}-${part}-images-idx3-ubyte`);
    const labels = findFile(folder, `emnist-${split}-${part}-labels-idx1-ubyte`);
    return transposed(makeChecked(images, labels, readIdxLabels(labels), names, firstLabel));
  };
  return { train: load('train'), test: load('test') };
}

/**
 * QMNIST (Yadav and Bottou 2019) with its 60,000 test images from a folder with
 * `qmnist-train-images-idx3-ubyte`, `qmnist-train-labels-idx2-int` and the same for `test`.
 *
 * ```ts
 * const { train, test } = fl.data.loadQmnist('data/qmnist');
 * ```
 */
export function loadQmnist(folder: string): TrainAndTest {
  const load = (part: string): Dataset => {
    const images = findFile(folder, `qmnist-${part}-images-idx3-ubyte`);
    const labels = findFile(folder, `qmnist-${part}-labels-idx2-int`);
    return makeChecked(images, labels, readQmnistLabels(labels).labels, digitNames);
  };
  return { train: load('train'), test: load('test') };
}

function loadPair(folder: string, classNames: readonly string[]): TrainAndTest {
  const load = (part: string): Dataset => {
    const images = findFile(folder, `${part}-images-idx3-ubyte`);
    const labels = findFile(folder, `${part}-labels-idx1-ubyte`);
    return makeChecked(images, labels, readIdxLabels(labels), classNames);
  };
  return { train: load('train'), test: load('t10k') };
}

/** The file under its official name or one of the spellings in use. */
function findFile(folder: string, name: string): string {
  const names = [name, name.replace('-idx', '.idx')].flatMap((n) => [n, `${n}.gz`]);
  const found = names.map((n) => join(folder, n)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new DataError(join(folder, name), `no such file, nor ${names.slice(1).join(', ')}`);
}

function makeChecked(
  imagesFile: string,
  labelsFile: string,
  stored: Uint8Array,
  classNames: readonly string[],
  firstLabel = 0,
): Dataset {
  const { images, count, height, width } = readIdxImages(imagesFile);
  if (count !== stored.length) {
    throw new DataError(
      labelsFile,
      `${counted(stored.length, 'label')} for ${counted(count, 'image')} in ${imagesFile}`,
    );
  }
  const last = firstLabel + classNames.length - 1;
  const outside = stored.findIndex((label) => label < firstLabel || label > last);
  if (outside >= 0) {
    const rule = `must be between ${firstLabel} and ${last}, got ${stored[outside]}`;
    throw new DataError(labelsFile, `label ${outside} ${rule}`, 8 + outside);
  }
  const labels = stored.map((label) => label - firstLabel);
  return makeDataset(images, labels, [height, width, 1], classNames);
}

/** Transposes each image in place. */
function transposed(dataset: Dataset): Dataset {
  const [height, width, channels] = dataset.shape;
  for (let index = 0; index < dataset.size; index++) {
    const image = imageAt(dataset, index);
    const stored = image.slice();
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) image[x * height + y] = stored[y * width + x];
    }
  }
  return { ...dataset, shape: [width, height, channels] };
}
