import { existsSync } from '../../platform/files';
import { join } from '../../platform/paths';
import { counted } from '../../core/counted';
import { DataError, FederatedError } from '../../core/errors';
import { dataNames } from '../../core/folderNames';
import { Rng } from '../../core/rng';
import { type Dataset } from '../dataset';
import { concatenate } from '../datasetParts';
import { makeDataset } from '../makeDataset';
import { federate } from '../federate';
import { type ClientDataset, type FederatedDataset, unknownClient } from '../federatedDataset';
import { withPolarity } from '../polarity';
import { femnistNames, femnistShape } from './femnist';
import { type LeafUser, readLeafFile } from './leafFile';
import type { HeldOutOptions } from './qmnist';
import type { FemnistOptions } from './tffSqlite';

/**
 * Which part of a LEAF folder is loaded; `heldOut` and `seed` apply if the folder has no test part.
 */
export interface LeafOptions extends FemnistOptions, HeldOutOptions {}

/**
 * FEMNIST from JSON files of LEAF (Caldas et al. 2018), which LEAF's `data/femnist/preprocess.sh`
 * makes from NIST's Special Database 19. Every client is one writer. There are two kinds of
 * folders:
 *
 * - `train/*.json` and `test/*.json`: the clients are the users of `train/`; a client's test part
 *   is the same user's in `test/`, empty if there is none. Users that are only in `test/` (LEAF's
 *   `-t user`) are not trained on: their examples are the central test set. Examples keep the
 *   files' order.
 * - any `*.json` in the folder itself: each client holds out a share of its examples for testing,
 *   chosen by the seed and its id, as `federate` describes.
 *
 * Files are read one after the other, and only the image bytes are kept: memory is 784 bytes per
 * character (641 MB for all of FEMNIST, 300 MB for its digits; briefly twice that without `train/`)
 * and, while loading, one file's JSON (1.1 s and 0.4 GB for a file of 126 MB).
 *
 * Files that the operating system or an editor left among the data are skipped.
 *
 * ```ts
 * const femnist = fl.loadLeaf('data/femnist');
 * ```
 *
 * @throws DataError if a file is missing or broken, or if a user occurs twice in one part
 */
export function loadLeaf(folder: string, options: LeafOptions = {}): FederatedDataset {
  const { polarity = 'ink' } = options;
  return withPolarity(inkLeaf(folder, options), polarity);
}

function inkLeaf(folder: string, options: LeafOptions): FederatedDataset {
  const { onlyDigits = true, heldOut = 0.2, seed = 1 } = options;
  const classNames = femnistNames(onlyDigits);
  const split = existsSync(join(folder, 'train'));
  const train = readFolder(split ? join(folder, 'train') : folder, classNames);
  if (split)
    return byParts(folder, train, readFolder(join(folder, 'test'), classNames), classNames);
  const ids = [...train.keys()];
  const datasets = [...train.values()];
  train.clear();
  return federate({
    name,
    description,
    simulated: false,
    dataset: concatenate(datasets),
    partition: consecutive(datasets.map(({ size }) => size)),
    ids,
    heldOut,
    rng: Rng.fromSeed(seed),
  });
}

const name = 'femnist';
const description =
  'Handwritten characters of NIST’s Special Database 19, grouped by the people who wrote them (FEMNIST ' +
  'as LEAF makes it).';

function byParts(
  folder: string,
  train: ReadonlyMap<string, Dataset>,
  test: ReadonlyMap<string, Dataset>,
  classNames: readonly string[],
): FederatedDataset {
  const empty = makeDataset(new Uint8Array(0), new Uint8Array(0), femnistShape, classNames);
  const unseen = [...test.keys()].filter((id) => !train.has(id)).map((id) => test.get(id)!);
  let closed = false;
  const partsOf = (id: string): ClientDataset => {
    const examples = train.get(id);
    if (!examples) throw unknownClient(federated, id);
    return { id, train: examples, test: test.get(id) ?? empty };
  };
  const federated: FederatedDataset = {
    name,
    description,
    simulated: false,
    clientIds: [...train.keys()].sort(),
    shape: femnistShape,
    classNames,
    ...(unseen.length > 0 && { centralTest: concatenate(unseen) }),
    client(id) {
      if (closed) throw new FederatedError(`${folder} is closed`);
      return partsOf(id);
    },
    clientSize(id) {
      const parts = partsOf(id);
      return { train: parts.train.size, test: parts.test.size };
    },
    close() {
      closed = true;
    },
  };
  return federated;
}

/** The users of all files in a folder. Users without examples of these classes are left out. */
function readFolder(folder: string, classNames: readonly string[]): Map<string, Dataset> {
  const files = listJson(folder);
  const fileOf = new Map<string, string>();
  const users = new Map<string, Dataset>();
  for (const file of files) {
    for (const user of readLeafFile(file)) {
      const other = fileOf.get(user.id);
      if (other !== undefined) {
        throw new DataError(
          file,
          `user ${user.id} is also in ${other}: a user may occur only once`,
        );
      }
      fileOf.set(user.id, file);
      const dataset = ofClasses(user, classNames);
      if (dataset.size > 0) users.set(user.id, dataset);
    }
  }
  if (users.size > 0) return users;
  throw new DataError(folder, `no example of these classes in ${counted(files.length, 'file')}`);
}

function listJson(folder: string): string[] {
  const names = dataNames(folder).filter((entry) => entry.endsWith('.json'));
  if (names.length > 0) return names.map((entry) => join(folder, entry));
  throw new DataError(folder, 'holds neither .json files nor a folder train with some');
}

/** The user's examples with a label below the number of classes. */
function ofClasses({ images, labels }: LeafUser, classNames: readonly string[]): Dataset {
  const pixels = images.length / Math.max(1, labels.length);
  const kept = [...labels.keys()].filter((i) => labels[i] < classNames.length);
  if (kept.length === labels.length) return makeDataset(images, labels, femnistShape, classNames);
  const bytes = new Uint8Array(kept.length * pixels);
  kept.forEach((from, to) => {
    bytes.set(images.subarray(from * pixels, (from + 1) * pixels), to * pixels);
  });
  return makeDataset(
    bytes,
    Uint8Array.from(kept, (i) => labels[i]),
    femnistShape,
    classNames,
  );
}

function consecutive(sizes: readonly number[]): Uint32Array[] {
  let next = 0;
  return sizes.map((size) => Uint32Array.from({ length: size }, () => next++));
}
