import { ReleasedObjects } from '../../../src/flower/node/releasedObjects';
import { releasable } from '../../../src/flower/wire/objects/releasable';

function object(body: Uint8Array) {
  return { id: 'a', type: 'ArrayChunk' as const, children: [], body: body.fill(7) };
}

test('deleted objects are released if their memory can be', () => {
  const objects = new ReleasedObjects();
  const [fixed, large] = [object(new Uint8Array(1000)), object(releasable(2 ** 20))];
  objects.set('fixed', fixed).set('large', large);
  expect(objects.delete('fixed')).toBe(true);
  expect(objects.delete('large')).toBe(true);
  expect(objects.delete('large')).toBe(false);
  expect(objects.size).toBe(0);
  expect(fixed.body[999]).toBe(7);
  expect(large.body).toHaveLength(0);
});
