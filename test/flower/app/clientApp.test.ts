import { clientApp, requestParts } from '../../../src/flower/app/clientApp';
import { float32Array } from '../../../src/flower/wire/objects/ndArray';
import { arrayRecord, configRecord, metricRecord } from '../../../src/flower/wire/objects/records';
import type { FlowerRecord } from '../../../src/flower/wire/objects/records';

const w = float32Array([2], Float32Array.of(1, 2));
const context = { runId: 1n, nodeId: 2n, nodeConfig: {}, runConfig: {}, state: new Map() };
const request = {
  messageType: 'train',
  messageId: 'id',
  groupId: '',
  ...requestParts(new Map<string, FlowerRecord>([['arrays', arrayRecord({ w })]])),
  signal: new AbortController().signal,
};

test('a reply becomes the records that Flower’s strategies expect', async () => {
  const app = clientApp({
    train: ({ arrays }) => ({ arrays, metrics: { loss: 0.5, 'num-examples': 3n } }),
    'train.more': () => ({ records: new Map([['mine', configRecord({ a: 'b' })]]) }),
  });
  expect([...(await app(request, context))]).toEqual([
    ['arrays', arrayRecord({ w })],
    ['metrics', metricRecord({ loss: 0.5, 'num-examples': 3n })],
  ]);
  const more = await app({ ...request, messageType: 'train.more' }, context);
  expect([...more]).toEqual([['mine', configRecord({ a: 'b' })]]);
});

test('a type without a function is refused, and so is an invalid type name', async () => {
  await expect(clientApp({})({ ...request, messageType: 'query' }, context)).rejects.toThrow(
    'no function for messages of type "query"; this app answers nothing',
  );
  expect(() => clientApp({ ['trian' as 'train']: () => ({}) })).toThrow(
    'functions must be named train, evaluate, query or train.action, got "trian"',
  );
  expect(() => clientApp({ 'train.1st': () => ({}) })).toThrow(/functions must be named/);
});

test('the parts of a message: its only arrays, all of its settings', () => {
  const records = new Map<string, FlowerRecord>([
    ['a', configRecord({ lr: 0.1, x: 'first' })],
    ['b', configRecord({ x: 'second' })],
    ['w', arrayRecord({ w })],
  ]);
  const { arrays, config } = requestParts(records);
  expect([...arrays.keys()]).toEqual(['w']);
  expect([...config]).toEqual([
    ['lr', 0.1],
    ['x', 'second'],
  ]);
  records.set('v', arrayRecord({ w }));
  expect(requestParts(records).arrays.size).toBe(0);
});
