import { counted } from '../core/counted';
import { ArgumentError } from '../core/errors';
import type { Rng } from '../core/rng';
import { concatenate, subset } from '../data/dataset';
import type { Dataset } from '../data/dataset';
import { federate, testSize } from '../data/federate';
import type { FederatedDataset } from '../data/federatedDataset';
import { noisyClients } from '../data/partition/noisyClients';
import { rotatedClients } from '../data/partition/rotatedClients';
import { keptInMemory } from '../simulation/keptInMemory';
import { chooseClients, clientExamples } from './clientExamples';
import type { Config } from './config';
import { dataChecksum } from './dataChecksum';
import { matchedTest } from './matchedTest';
import type { PooledSource, Source, WriterSource } from './source';

/** The clients of a run, and the numbers of their examples. */
export interface RunClients {
  readonly federated: FederatedDataset;
  /**
   * Client id -> numbers of its training examples, ascending: positions in the published training
   * data; where that comes client by client, positions in the training parts of all clients one after
   * the other, in the order of their ids.
   */
  readonly examples: ReadonlyMap<string, Uint32Array>;
  /** Of the examples and of who has which, see {@link dataChecksum}. */
  readonly checksum: () => string;
}

/**
 * Gives a source's examples to clients.
 *
 * @param rng the run's stream `clients`
 * @throws ArgumentError for options that do not fit the data
 */
export function runClients(source: Source, config: Config, rng: Rng): RunClients {
  const clients =
    source.kind === 'writers' && config.partition === 'writer'
      ? ofWriters(source, config, rng)
      : ofPool(source.kind === 'writers' ? pool(source) : source, config, rng);
  return { ...clients, federated: keptInMemory(skewed(clients.federated, config, rng)) };
}

function ofPool(source: PooledSource, config: Config, rng: Rng): RunClients {
  const { name, train, test, numbers } = source;
  const { ids, partition } = clientExamples(source, config, rng.split('partition'));
  const { heldOut = 0 } = config;
  const parts = new Map(
    ids.map((id, i) => {
      const shuffled = rng.split('held out', id).shuffle(partition[i].slice());
      const cut = testSize(shuffled.length, heldOut);
      return [id, { test: shuffled.subarray(0, cut), train: shuffled.subarray(cut).sort() }];
    }),
  );
  const federated = federate({
    name,
    description: `${name}, given to ${counted(ids.length, 'client')} (${config.partition})`,
    simulated: config.partition !== 'writer' || ids[0].startsWith('simulated'),
    dataset: train,
    partition: ids.map((id) => parts.get(id)!.train),
    ids,
    heldOut: 0,
    rng: rng.split('order'),
    centralTest: test,
  });
  const tests = (id: string): Dataset => subset(train, parts.get(id)!.test);
  const matched = matchedTest(test, ids.length, rng.split('test'));
  const own = heldOut > 0 ? tests : (id: string) => matched(id, federated.client(id).train);
  const examples = new Map(
    federated.clientIds.map((id) => [
      id,
      parts.get(id)!.train.map((position) => numbers?.[position] ?? position),
    ]),
  );
  return {
    federated: withTests(federated, own),
    examples,
    checksum: () => {
      const checksum = dataChecksum();
      checksum.add('train', train);
      checksum.add('test', test);
      checksum.addPartition(examples);
      return checksum.result();
    },
  };
}

/** The clients with these test examples in place of their own. */
function withTests(federated: FederatedDataset, test: (id: string) => Dataset): FederatedDataset {
  const tests = new Map(federated.clientIds.map((id) => [id, test(id)]));
  return {
    ...federated,
    client: (id) => ({ ...federated.client(id), test: tests.get(id)! }),
    clientSize: (id) => ({ ...federated.clientSize(id), test: tests.get(id)!.size }),
  };
}

function ofWriters(source: WriterSource, config: Config, rng: Rng): RunClients {
  const { federated, hasTest } = source;
  if (config.heldOut !== undefined && hasTest) {
    const rule = 'be left out: these files hold test examples of each writer';
    throw new ArgumentError('--held-out', rule, config.heldOut);
  }
  const clientIds = chooseClients(federated.clientIds, config.clients, rng);
  const examples = new Map<string, Uint32Array>();
  let start = 0;
  for (const id of federated.clientIds) {
    const { train } = federated.clientSize(id);
    const first = start;
    examples.set(
      id,
      Uint32Array.from({ length: train }, (_, i) => first + i),
    );
    start += train;
  }
  const checksum = dataChecksum();
  const tests: Dataset[] = [];
  for (const id of clientIds) {
    const { train, test } = federated.client(id);
    checksum.add(`train ${id}`, train);
    checksum.add(`test ${id}`, test);
    if (test.size > 0) tests.push(test);
  }
  if (federated.centralTest) checksum.add('test', federated.centralTest);
  const digest = checksum.result();
  const centralTest = federated.centralTest ?? (tests.length ? concatenate(tests) : undefined);
  return {
    federated: { ...federated, clientIds, ...(centralTest && { centralTest }) },
    examples: new Map(clientIds.map((id) => [id, examples.get(id)!])),
    checksum: () => digest,
  };
}

/** All writers' examples in one heap. */
function pool({ name, federated }: WriterSource): PooledSource {
  const all = federated.clientIds.map((id) => federated.client(id));
  return {
    kind: 'pooled',
    name,
    train: concatenate(all.map(({ train }) => train)),
    test: federated.centralTest ?? concatenate(all.map(({ test }) => test)),
  };
}

function skewed(federated: FederatedDataset, config: Config, rng: Rng): FederatedDataset {
  const { rotation: degrees, noise: deviation } = config;
  const turned =
    degrees === undefined
      ? federated
      : rotatedClients(federated, rng.split('rotation'), { degrees });
  return deviation === undefined ? turned : noisyClients(turned, rng.split('noise'), { deviation });
}
