import fc from 'fast-check';
import { FederatedError } from '../../src/core/errors';
import { Rng } from '../../src/core/rng';
import { type Dataset } from '../../src/data/dataset';
import { makeDataset } from '../../src/data/makeDataset';
import { type FederateOptions, federate, numberedIds } from '../../src/data/federate';
import { statistics } from '../../src/data/federatedDataset';

/** Image i is the single byte i. */
const bytes = (size: number): Dataset =>
  makeDataset(
    Uint8Array.from({ length: size }, (_, i) => i),
    new Uint8Array(size),
    [1, 1, 1],
    ['0'],
  );

const options: FederateOptions = {
  name: 'bytes',
  description: 'Bytes of made-up clients',
  simulated: true,
  dataset: bytes(10),
  partition: [Uint32Array.of(1, 3, 5, 7, 9), Uint32Array.of(0), Uint32Array.of(8, 6)],
  heldOut: 0.4,
  rng: Rng.fromSeed(1),
};

test('each client has its own examples, split by the share held out', () => {
  const federated = federate(options);
  expect(federated.clientIds).toEqual(['client-001', 'client-002', 'client-003']);
  expect(federated).toMatchObject({ name: 'bytes', simulated: true, shape: [1, 1, 1] });
  expect(federated.classNames).toEqual(['0']);
  const { id, train, test: held } = federated.client('client-001');
  expect(id).toBe('client-001');
  expect([train.size, held.size]).toEqual([3, 2]);
  expect([...train.images, ...held.images].sort()).toEqual([1, 3, 5, 7, 9]);
  expect(federated.client('client-002').train.images).toEqual(Uint8Array.of(0));
  expect(statistics(federated)).toMatchObject({ clients: 3, trainExamples: 5, testExamples: 3 });
});

test('the split depends on the seed and the id, not on the order of calls', () => {
  const first = federate(options);
  const again = federate(options);
  again.client('client-003');
  again.client('client-001');
  expect(again.client('client-001')).toEqual(first.client('client-001'));
  const dataset = bytes(200);
  const partition = [Uint32Array.from({ length: 200 }, (_, i) => i)];
  const [one, other] = [1, 2].map((seed) =>
    federate({ ...options, dataset, partition, rng: Rng.fromSeed(seed) }).client('client-001'),
  );
  expect(one.test.images).not.toEqual(other.test.images);
  expect([...one.test.images].sort((a, b) => a - b)).not.toEqual([...one.test.images]);
});

test('train and test are never empty if there are two examples', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (size, heldOut) => {
        const partition = [Uint32Array.from({ length: size }, (_, i) => i)];
        const federated = federate({ ...options, dataset: bytes(size), partition, heldOut });
        const { train, test: held } = federated.client('client-001');
        expect(federated.clientSize('client-001')).toEqual({ train: train.size, test: held.size });
        expect([...train.images, ...held.images].sort((a, b) => a - b)).toEqual([...partition[0]]);
        expect(train.size).toBeGreaterThanOrEqual(1);
        if (heldOut === 0 || size === 1) expect(held.size).toBe(0);
        else expect(held.size).toBeGreaterThanOrEqual(1);
        expect(Math.abs(held.size - heldOut * size)).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test('given ids are sorted and keep their examples; a central test set is passed on', () => {
  const centralTest = bytes(2);
  const federated = federate({ ...options, ids: ['c', 'a', 'b'], centralTest });
  expect(federated.clientIds).toEqual(['a', 'b', 'c']);
  expect([...federated.client('a').train.images]).toEqual([0]);
  expect(federated.centralTest).toBe(centralTest);
  expect('centralTest' in federate(options)).toBe(false);
});

test('central test examples must match the clients’', () => {
  const large = makeDataset(new Uint8Array(4), new Uint8Array(1), [2, 2, 1], ['0']);
  expect(() => federate({ ...options, centralTest: large })).toThrow(
    'centralTest must have images of shape [1, 1, 1] like the others, got "[2, 2, 1]"',
  );
  const others = { ...bytes(2), classNames: ['zero'] };
  expect(() => federate({ ...options, centralTest: others })).toThrow(
    'centralTest must have classes named like the others, 0 "0", got "zero"',
  );
});

test('a closed dataset returns no client; closing twice is harmless', () => {
  const federated = federate(options);
  federated.close();
  federated.close();
  expect(() => federated.client('client-001')).toThrow(new FederatedError('bytes is closed'));
});

test('an unknown id is refused', () => {
  const federated = federate(options);
  const message = 'id must be one of the 3 client ids of bytes, got "client-004"';
  expect(() => federated.client('client-004')).toThrow(message);
  expect(() => federated.clientSize('client-004')).toThrow(message);
});

test.each<[string, Partial<FederateOptions>]>([
  ['heldOut must be at least 0 and below 1, got 1', { heldOut: 1 }],
  ['heldOut must be at least 0 and below 1, got NaN', { heldOut: NaN }],
  ['ids must hold one id for each of 3 clients, got an array of 1', { ids: ['a'] }],
  ['ids must be unique, got "a"', { ids: ['a', 'b', 'a'] }],
  [
    'partition[1] must hold at least one example, got 0',
    {
      partition: [Uint32Array.of(1), Uint32Array.of()],
    },
  ],
  ['partition[0] must hold indices below 10, got 10', { partition: [Uint32Array.of(10)] }],
  [
    'partition[1] must not repeat an example or share one with another client, got 4',
    {
      partition: [Uint32Array.of(4), Uint32Array.of(3, 4)],
    },
  ],
  [
    'partition[0] must not repeat an example or share one with another client, got 4',
    {
      partition: [Uint32Array.of(4, 4)],
    },
  ],
])('%s', (message, wrong) => {
  expect(() => federate({ ...options, ...wrong })).toThrow(message);
});

test('ids have as many digits as the largest number needs', () => {
  expect(numberedIds('writer', 2)).toEqual(['writer-001', 'writer-002']);
  expect(numberedIds('client', 1000)[41]).toBe('client-0042');
});
