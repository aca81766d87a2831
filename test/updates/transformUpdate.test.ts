import { Rng } from '../../src/core/rng';
import { transformAggregate, transformUpdate } from '../../src/updates/transformUpdate';
import type { UpdateTransform } from '../../src/updates/updateTransform';
import { clientMoment } from '../support/clientMoment';

/** Multiplies on clients and divides on the server, and notes its calls. */
function scale(name: string, by: number, calls: string[]): UpdateTransform {
  return {
    name,
    client(update, { bytes }) {
      calls.push(`${name} on the client`);
      update.forEach((value, i) => (update[i] = value * by + 1));
      return { bytes: bytes / 2, measures: { first: update[0] } };
    },
    server(aggregate) {
      calls.push(`${name} on the server`);
      aggregate.forEach((value, i) => (aggregate[i] = (value - 1) / by));
      return { last: aggregate[0] };
    },
  };
}

test('transforms run in order on the client and in reverse on the server', () => {
  const calls: string[] = [];
  const transforms = [scale('double', 2, calls), scale('triple', 3, calls)];
  const update = Float32Array.of(1);
  const sent = transformUpdate(transforms, update, clientMoment(1));
  expect(update[0]).toBe(10);
  expect(sent).toEqual({ bytes: 1, measures: { 'double/first': 3, 'triple/first': 10 } });
  const { spec } = clientMoment(1);
  const kept = { totals: {}, slot: () => undefined, keep: () => undefined };
  const moment = { round: 1, spec, clients: ['ann'], rng: Rng.fromSeed(1), ...kept };
  const measures = transformAggregate(transforms, update, moment);
  expect(update[0]).toBe(1);
  expect(measures).toEqual({ 'triple/last': 3, 'double/last': 1 });
  expect(calls).toEqual([
    'double on the client',
    'triple on the client',
    'triple on the server',
    'double on the server',
  ]);
});

test('each transform draws from a stream of its own, whatever the others draw', () => {
  const drawn: Record<string, number> = {};
  const draws = (name: string, count: number): UpdateTransform => ({
    name,
    client(_, { bytes, rng }) {
      for (let i = 0; i < count; i++) drawn[name] = rng.uniform();
      return { bytes };
    },
  });
  transformUpdate([draws('a', 1), draws('b', 1)], new Float32Array(1), clientMoment(1));
  const { b } = drawn;
  transformUpdate([draws('a', 5), draws('b', 1)], new Float32Array(1), clientMoment(1));
  expect(drawn.b).toBe(b);
  expect(drawn.a).not.toBe(b);
});

test('an encoding counts only if no later transform touches the update', () => {
  const codec: UpdateTransform = {
    name: 'codec',
    client: () => ({ bytes: 3, payload: { codec: 'codec', bytes: Uint8Array.of(1, 2, 3) } }),
  };
  const later: UpdateTransform = { name: 'later', client: (_, { bytes }) => ({ bytes }) };
  const onServer: UpdateTransform = { name: 'server', server: () => ({}) };
  const run = (...transforms: UpdateTransform[]) =>
    transformUpdate(transforms, new Float32Array(2), clientMoment(2));
  expect(run(codec).payload?.codec).toBe('codec');
  expect(run(codec, onServer).payload?.codec).toBe('codec');
  expect(run(codec, later).payload).toBeUndefined();
});
