import { keptInMemory } from '../../src/simulation/keptInMemory';
import { stripedClients } from './stripedClients';

const side = 12;
const bytesOf = (examples: number): number => examples * (side * side + 1);

test('a client is read once, and its examples lie in shared memory', () => {
  const source = stripedClients(3, { central: 10, side });
  const client = jest.spyOn(source, 'client');
  const kept = keptInMemory(source);
  const first = kept.client('client-002');
  expect(kept.client('client-002')).toBe(first);
  expect(client).toHaveBeenCalledTimes(1);
  expect(first.train.images).toEqual(source.client('client-002').train.images);
  expect(first.train.images.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(kept.centralTest?.images.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(kept.clientSize('client-002')).toEqual(source.clientSize('client-002'));
});

test('beyond the limit, clients are read again', () => {
  const source = stripedClients(3, { side });
  const kept = keptInMemory(source, bytesOf(10) + 1);
  expect(kept.client('client-001')).toBe(kept.client('client-001'));
  expect(kept.client('client-002')).not.toBe(kept.client('client-002'));
});

test('closing releases the clients and closes the source', () => {
  const kept = keptInMemory(stripedClients(1));
  kept.client('client-001');
  kept.close();
  expect(() => kept.client('client-001')).toThrow('closed');
});
