import { pivot } from '../../src/notebook/pivot';

const runs = [
  { partition: 'IID', strategy: 'FedAvg', score: 1 },
  { partition: 'IID', strategy: 'SCAFFOLD', score: 2 },
  { partition: 'shards', strategy: 'SCAFFOLD', score: 3 },
  { partition: 'shards', strategy: 'FedAvg', score: 4 },
];

test('one row a name, one property a column, in the order of their first occurrence', () => {
  const wide = pivot(runs, {
    row: 'partition',
    column: ({ strategy }) => strategy,
    value: ({ score }) => score,
  });
  expect(wide).toEqual([
    { partition: 'IID', FedAvg: 1, SCAFFOLD: 2 },
    { partition: 'shards', SCAFFOLD: 3, FedAvg: 4 },
  ]);
  expect(Object.keys(wide[0])).toEqual(['partition', 'FedAvg', 'SCAFFOLD']);
});

test('nothing gives nothing', () => {
  expect(pivot([] as typeof runs, { row: 'partition', column: () => '', value: () => 0 })).toEqual(
    [],
  );
});
