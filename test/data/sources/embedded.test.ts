import { labelCounts } from '../../../src/data/dataset';
import { embeddedDigits, embeddedDigitsByWriter } from '../../../src/data/sources/embedded';
import { type FederatedDataset, clients, statistics } from '../../../src/data/federatedDataset';
import { testWithRealData } from '../../support/realData';

const totals = (federated: FederatedDataset): number[] =>
  federated.clientIds
    .map((id) => federated.clientSize(id))
    .map(({ train, test: held }) => train + held)
    .sort((a, b) => a - b);

test('the default: 10,000 digits of 100 simulated writers, a fifth held out', () => {
  const federated = embeddedDigits();
  expect(federated).toMatchObject({ name: 'mnist-package', simulated: true, shape: [28, 28, 1] });
  expect(federated.description).toMatch(/simulated writers.*not by who wrote them/);
  expect(federated.clientIds[0]).toBe('simulated-001');
  expect(federated.clientIds.at(-1)).toBe('simulated-100');
  const sizes = totals(federated);
  // The numbers that the documentation states.
  expect([sizes[0], sizes[25], sizes[75], sizes[99]]).toEqual([31, 66, 123, 355]);
  const { trainExamples, testExamples } = statistics(federated);
  expect(trainExamples + testExamples).toBe(10_000);
  expect(Math.abs(testExamples - 2000)).toBeLessThan(50);
});

test('all digits of the package are assigned', () => {
  const all = embeddedDigits({ writers: 7, heldOut: 0.5 });
  const counts = Array<number>(10).fill(0);
  for (const { train, test: held } of clients(all, all.clientIds)) {
    labelCounts(train).forEach((count, digit) => (counts[digit] += count));
    labelCounts(held).forEach((count, digit) => (counts[digit] += count));
  }
  expect(counts).toEqual([1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]);
});

test('the seed determines the result', () => {
  const ids = ['simulated-001', 'simulated-042'];
  const drawn = (seed: number) => clients(embeddedDigits({ seed }), ids);
  const first = drawn(1);
  expect(drawn(1)).toEqual(first);
  expect(drawn(2)).not.toEqual(first);
});

test('arguments out of range are refused', () => {
  expect(() => embeddedDigits({ writers: 0 })).toThrow('writers must be a whole number');
  expect(() => embeddedDigits({ writers: 10_001 })).toThrow('writers must be at most 10000');
  expect(() => embeddedDigits({ heldOut: 1 })).toThrow('heldOut must be at least 0 and below 1');
  expect(() => embeddedDigits({ seed: -1 })).toThrow('seed must be a whole number of at least 0');
  expect(() => embeddedDigitsByWriter('no-such-file')).toThrow(
    'no-such-file: cannot be read: there is no such file or folder (ENOENT)',
  );
});

// Python: rows = struct.unpack('>480000i', gzip.open(file).read()[12:])
// sizes = sorted(collections.Counter(rows[2:80000:8]).values()): 298 writers, 6, median 21, 129
testWithRealData(
  'the same digits by their 298 real writers',
  ['qmnist', 'qmnist-train-labels-idx2-int.gz'],
  (file) => {
    const federated = embeddedDigitsByWriter(file);
    expect(federated).toMatchObject({ name: 'mnist-package-by-writer', simulated: false });
    const sizes = totals(federated);
    expect(sizes).toHaveLength(298);
    expect([sizes[0], (sizes[148] + sizes[149]) / 2, sizes[297]]).toEqual([6, 21, 129]);
    expect(federated.clientIds[0]).toBe('writer-0000');
  },
);
