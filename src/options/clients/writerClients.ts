import { ArgumentError } from '../../core/errors';
import type { Rng } from '../../core/rng';
import { concatenate } from '../../data/datasetParts';
import type { AnyDataset } from '../../data/dataset';
import type { ClientsOf } from '../../data/federatedDataset';
import { chooseClients } from './clientExamples';
import { dataChecksum } from './dataChecksum';
import type { DataSettings } from './dataSettings';
import type { DividedData } from './dividedData';
import type { WriterSource } from './sourceKinds';

/**
 * Writers, or the clients of your own files: all of a source's, or a sample of them, drawn by the seed.
 *
 * @param pooledTests whether their pooled test examples become the central test set if the files hold
 *   none; every client is then read immediately
 * @throws ArgumentError for options that do not fit the data
 */
export function writerClients<D extends AnyDataset>(
  { federated, hasTest, preprocessing }: WriterSource<D>,
  { heldOut, clients }: DataSettings,
  rng: Rng,
  { pooledTests }: { readonly pooledTests: boolean },
): DividedData<D> {
  if (heldOut !== undefined && hasTest) {
    const rule = 'be left out: these files hold test examples of each writer';
    throw new ArgumentError('heldOut', rule, heldOut);
  }
  const clientIds = chooseClients(federated.clientIds, clients, rng);
  const positions = trainPositions(federated);
  let looked: Look<D> | undefined;
  const look = (): Look<D> => (looked ??= lookAt(federated, clientIds));
  const centralTest = federated.centralTest ?? (pooledTests ? look().tests : undefined);
  return {
    federated: { ...federated, clientIds, ...(centralTest && { centralTest }) },
    examples: new Map(clientIds.map((id) => [id, positions.get(id)!])),
    ...(preprocessing && { preprocessing }),
    checksum: () => look().checksum,
  };
}

/** Client id -> positions in the concatenation of all clients' training parts. */
function trainPositions(federated: ClientsOf<AnyDataset>): Map<string, Uint32Array> {
  const positions = new Map<string, Uint32Array>();
  let start = 0;
  for (const id of federated.clientIds) {
    const first = start;
    const { train: length } = federated.clientSize(id);
    positions.set(
      id,
      Uint32Array.from({ length }, (_, i) => first + i),
    );
    start += length;
  }
  return positions;
}

/** The result of one pass over every client's examples. */
interface Look<D extends AnyDataset> {
  readonly checksum: string;
  /** Of all clients together; undefined if none has any. */
  readonly tests: D | undefined;
}

function lookAt<D extends AnyDataset>(
  federated: ClientsOf<D>,
  clientIds: readonly string[],
): Look<D> {
  const checksum = dataChecksum();
  const tests: D[] = [];
  for (const id of clientIds) {
    const { train, test } = federated.client(id);
    checksum.add(`train ${id}`, train);
    checksum.add(`test ${id}`, test);
    if (test.size > 0) tests.push(test);
  }
  if (federated.centralTest) checksum.add('test', federated.centralTest);
  return {
    checksum: checksum.result(),
    tests: tests.length > 0 ? concatenate(tests) : undefined,
  };
}
