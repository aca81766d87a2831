import { counted } from '../../core/counted';
import type { Rng } from '../../core/rng';
import { concatenate, subset } from '../../data/datasetParts';
import type { AnyDataset, Dataset } from '../../data/dataset';
import { federate, testSize } from '../../data/federate';
import type { FederatedDataset } from '../../data/federatedDataset';
import { noisyClients } from '../../data/partition/noisyClients';
import { iid } from '../../data/partition/partition';
import { rotatedClients } from '../../data/partition/rotatedClients';
import { keptInMemory } from '../../simulation/keptInMemory';
import { clientExamples } from './clientExamples';
import { dataChecksum } from './dataChecksum';
import type { DataSettings } from './dataSettings';
import type { DividedData } from './dividedData';
import { matchedTest } from './matchedTest';
import { withRootExamples } from './rootExamples';
import type { PooledSource, Source, WriterSource } from './sourceKinds';
import { writerClients } from './writerClients';

/**
 * What clients test on if they hold nothing out. `matched`: examples of the central test set in the
 * proportions of their own labels, see {@link matchedTest}; `parts`: disjoint, even parts that together
 * make up the whole set.
 */
export type ClientTests = 'matched' | 'parts';

/** The options of the data, and the server's part of it. */
export type DividingOptions = DataSettings & { readonly rootExamples?: number };

/**
 * Divides a source's examples among clients. With equal options, a client has the same training examples
 * in the same order, whatever `tests` is.
 *
 * @param rng the stream `clients` of the seed
 * @throws ArgumentError for options that do not fit the data
 */
export function divideData(
  source: PooledSource | WriterSource,
  options: DividingOptions,
  rng: Rng,
  tests?: ClientTests,
): DividedData;
export function divideData(
  source: Source,
  options: DividingOptions,
  rng: Rng,
  tests?: ClientTests,
): DividedData<AnyDataset>;
export function divideData(
  source: Source,
  options: DividingOptions,
  rng: Rng,
  tests: ClientTests = 'matched',
): DividedData<AnyDataset> {
  const { notes } = source;
  if (source.kind === 'writers' && keepsClients(options)) {
    const divided = writerClients(source, options, rng, { pooledTests: tests === 'matched' });
    const federated = keptInMemory(skewed(divided.federated, options, rng));
    return { ...divided, federated, ...(notes && { notes }) };
  }
  // Just images are pooled: rows have been divided.
  const pooled = source.kind === 'writers' ? pool(source as WriterSource) : source;
  const divided = pooledClients(pooled, options, rng, tests);
  const federated = keptInMemory(skewed(divided.federated, options, rng));
  return { ...divided, federated, ...(notes && { notes }) };
}

/** Whether the clients stay as the source has them: a table's rows are divided when it is read. */
function keepsClients({ partition, dataset }: DividingOptions): boolean {
  return partition === 'writer' || partition === 'natural' || dataset === 'table';
}

/** A client's test examples, and how many there are. */
interface Tests {
  readonly test: (id: string) => Dataset;
  readonly size: (id: string) => number;
}

function pooledClients(
  whole: PooledSource,
  options: DividingOptions,
  rng: Rng,
  tests: ClientTests,
): DividedData {
  const { source, root } = withRootExamples(whole, options.rootExamples, rng.split('root'));
  const { name, train, test, numbers } = source;
  const { ids, partition } = clientExamples(source, options, rng.split('partition'));
  const { heldOut = 0 } = options;
  const parts = new Map(
    ids.map((id, i) => {
      const shuffled = rng.split('held out', id).shuffle(partition[i].slice());
      const cut = testSize(shuffled.length, heldOut);
      return [id, { test: shuffled.subarray(0, cut), train: shuffled.subarray(cut).sort() }];
    }),
  );
  const federated = federate({
    name,
    description: `${name}, given to ${counted(ids.length, 'client')} (${options.partition})`,
    simulated: options.partition !== 'writer' || ids[0].startsWith('simulated'),
    dataset: train,
    partition: ids.map((id) => parts.get(id)!.train),
    ids,
    heldOut: 0,
    rng: rng.split('order'),
    ...(test && { centralTest: test }),
  });
  const ofTest = rng.split('test');
  const examples = new Map(
    federated.clientIds.map((id) => [
      id,
      parts.get(id)!.train.map((position) => numbers?.[position] ?? position),
    ]),
  );
  const own = subsets(train, (id) => parts.get(id)!.test);
  const tested = withTests(
    federated,
    heldOut > 0 || !test
      ? own
      : tests === 'matched'
        ? matchedTests(federated, test, ofTest)
        : evenParts(ids, test, ofTest),
  );
  const pooledTest =
    test ?? (tests === 'matched' ? concatenate(ids.map((id) => own.test(id))) : undefined);
  return {
    federated: { ...tested, ...(pooledTest && { centralTest: pooledTest }) },
    examples,
    ...(root && { root }),
    checksum: () => {
      const checksum = dataChecksum();
      checksum.add('train', train);
      if (root) checksum.add('root', root);
      if (pooledTest) checksum.add('test', pooledTest);
      checksum.addPartition(examples);
      return checksum.result();
    },
  };
}

function subsets(dataset: Dataset, positions: (id: string) => Uint32Array): Tests {
  return {
    test: (id) => subset(dataset, positions(id)),
    size: (id) => positions(id).length,
  };
}

function matchedTests(federated: FederatedDataset, central: Dataset, rng: Rng): Tests {
  const { clientIds } = federated;
  const matched = matchedTest(central, clientIds.length, rng);
  const tests = new Map(clientIds.map((id) => [id, matched(id, federated.client(id).train)]));
  return { test: (id) => tests.get(id)!, size: (id) => tests.get(id)!.size };
}

function evenParts(ids: readonly string[], central: Dataset, rng: Rng): Tests {
  const parts = iid(central, ids.length, rng);
  const positions = new Map(ids.map((id, i) => [id, parts[i]]));
  return subsets(central, (id) => positions.get(id)!);
}

/** The clients with these test examples in place of their own. */
function withTests(federated: FederatedDataset, { test, size }: Tests): FederatedDataset {
  return {
    ...federated,
    client: (id) => ({ ...federated.client(id), test: test(id) }),
    clientSize: (id) => ({ ...federated.clientSize(id), test: size(id) }),
  };
}

/** All writers' examples, pooled. */
function pool({ name, federated }: WriterSource): PooledSource {
  const all = federated.clientIds.map((id) => federated.client(id));
  return {
    kind: 'pooled',
    name,
    train: concatenate(all.map(({ train }) => train)),
    test: federated.centralTest ?? concatenate(all.map(({ test }) => test)),
  };
}

/** Feature skew, which options ask of images alone. */
function skewed(
  federated: FederatedDataset<AnyDataset>,
  options: DataSettings,
  rng: Rng,
): FederatedDataset<AnyDataset> {
  if (options.rotation === undefined && options.noise === undefined) return federated;
  return skewedImages(federated as FederatedDataset, options, rng);
}

function skewedImages(
  federated: FederatedDataset,
  { rotation: degrees, noise: deviation }: DataSettings,
  rng: Rng,
): FederatedDataset {
  const turned =
    degrees === undefined
      ? federated
      : rotatedClients(federated, rng.split('rotation'), { degrees });
  return deviation === undefined ? turned : noisyClients(turned, rng.split('noise'), { deviation });
}
