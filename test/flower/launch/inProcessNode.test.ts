import { InProcessNode } from '../../../src/flower/launch/inProcessNode';
import type { SuperLink } from '../../../src/flower/launch/superLink';

const superLink: SuperLink = { address: '127.0.0.1:1', environment: {}, processes: [] };

test('a client runs until it is stopped, and knows its SuperLink', async () => {
  const seen: string[] = [];
  const node = new InProcessNode(
    'client 3',
    async ({ address }, signal) => {
      seen.push(address);
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
      seen.push('end');
    },
    superLink,
  );
  await Promise.resolve();
  expect(node.end).toBeUndefined();
  await node.stop();
  expect(seen).toEqual(['127.0.0.1:1', 'end']);
  expect(node.end).toEqual({ how: 'without an error' });
  await node.stop();
});

test('a client that ignores the signal is waited for, but not forever', async () => {
  const never = (): Promise<void> => new Promise(() => undefined);
  const node = new InProcessNode('client 1', never, superLink);
  await node.stop(0.05);
  expect(node.end).toBeUndefined();
});

test('a client that throws has ended with its error', async () => {
  const node = new InProcessNode(
    'client 1',
    () => {
      throw new RangeError('no data');
    },
    superLink,
  );
  expect(node.failure('is gone').message).toBe('client 1 is gone: it is still running');
  await node.stop();
  expect(node.end).toEqual({ how: 'no data' });
  expect(node.failure('ended during the run').message).toBe(
    'client 1 ended during the run: no data',
  );
});
