import { ArgumentError } from '../../core/errors';
import { Rng } from '../../core/rng';
import type { Dataset } from '../dataset';
import { federate } from '../federate';
import type { FederatedDataset } from '../federatedDataset';
import type { Partition } from '../partition/partition';
import { checkPictureOptions, oneOf } from '../pictures/pictureOptions';
import { checkClassNames } from './classesOf';
import type { DroppedFile, ReadPictures, ReadPicturesOptions } from './labeledPictures';
import type { HeldOutOptions } from '../sources/qmnist';

/** What all readers of pictures for clients take. */
export interface FederatedPicturesOptions extends ReadPicturesOptions, HeldOutOptions {
  /**
   * Divides pictures that have no clients of their own:
   * `(data, rng) => fl.dirichlet(data, 10, rng, { alpha: 0.5 })`.
   */
  readonly partition?: (data: Dataset, rng: Rng) => Partition;
}

/** Pictures of clients, and the files that were left out. */
export type FederatedPictures = FederatedDataset & {
  /** What `onBadFile: 'drop'` left out, in the order of reading. */
  readonly dropped: readonly DroppedFile[];
};

/** Throws an `ArgumentError` for an option outside its documented values, before anything is read. */
export function checkOptions(options: FederatedPicturesOptions, hasClients: boolean): void {
  checkPictureOptions(options);
  oneOf('onBadFile', options.onBadFile, ['refuse', 'drop']);
  checkClassNames(options.classNames);
  Rng.fromSeed(options.seed ?? 1);
  if (hasClients === (options.partition === undefined)) return;
  const rule = hasClients
    ? 'be left out: the pictures have clients of their own'
    : 'be given: the pictures have no clients of their own';
  throw new ArgumentError('partition', rule, options.partition);
}

/** Gives each client its pictures. */
export function federatePictures(
  { name, description }: { readonly name: string; readonly description: string },
  { dataset, clients }: ReadPictures,
  options: FederatedPicturesOptions,
  dropped: readonly DroppedFile[],
  centralTest?: Dataset,
): FederatedPictures {
  const { partition, seed = 1, heldOut = 0.2 } = options;
  const rng = Rng.fromSeed(seed);
  const federated = federate({
    name,
    description,
    simulated: partition !== undefined,
    dataset,
    ...(partition ? { partition: partition(dataset, rng.split('partition')) } : byClient(clients)),
    heldOut,
    rng,
    ...(centralTest && { centralTest }),
  });
  return { ...federated, dropped };
}

/** The examples of each client, and its name. */
function byClient(clients: readonly (string | undefined)[]): {
  readonly ids: string[];
  readonly partition: Partition;
} {
  const examples = new Map<string, number[]>();
  clients.forEach((client = '', i) => {
    const own = examples.get(client);
    if (own) own.push(i);
    else examples.set(client, [i]);
  });
  const partition = [...examples.values()].map((own) => Uint32Array.from(own));
  return { ids: [...examples.keys()], partition };
}

/** Pictures for a test set of its own, with the classes and the size of those for training. */
export function likeTraining(
  options: FederatedPicturesOptions,
  { shape, classNames }: Dataset,
): FederatedPicturesOptions {
  return { ...options, size: [shape[0], shape[1]], classNames };
}
