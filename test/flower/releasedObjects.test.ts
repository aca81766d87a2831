import { ReleasedObjects } from '../../src/flower/releasedObjects';

function object(bytes: number) {
  const body = new Uint8Array(bytes).fill(7);
  return { id: 'a', type: 'ArrayChunk' as const, children: [], body };
}

test('what is deleted is released where it is large', () => {
  const objects = new ReleasedObjects();
  const [small, large] = [object(1000), object(2 ** 20)];
  objects.set('small', small).set('large', large);
  expect(objects.delete('small')).toBe(true);
  expect(objects.delete('large')).toBe(true);
  expect(objects.delete('large')).toBe(false);
  expect(objects.size).toBe(0);
  expect(small.body[999]).toBe(7);
  expect(large.body).toHaveLength(0);
});
