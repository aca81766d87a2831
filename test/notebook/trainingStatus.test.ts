import { runStatus } from '../../src/notebook/runStatus';
import { statusHtml, statusText } from '../../src/notebook/trainingStatus';
import type { TrainingStatus } from '../../src/notebook/trainingStatus';
import type { RoundRecord } from '../../src/simulation/roundRecord';
import type { FederatedDataset } from '../../src/data/federatedDataset';

const status: TrainingStatus = {
  done: 2,
  total: 10,
  note: 'accuracy 50.0 %',
  bytesUp: 1_000_000,
  bytesDown: 2_000_000,
  activity: {
    clientIds: ['a', 'b', 'c', '<d>'],
    rounds: [
      { clients: ['a', 'b'], dropped: [] },
      { clients: ['a'], dropped: ['c'] },
    ],
  },
};

test('rounds, score, and the time that is left', () => {
  expect(statusText(status, 3000)).toBe('round 2/10 · accuracy 50.0 % · 0:03, about 0:12 left');
});

test('a resumed run counts the time of its own rounds', () => {
  const resumed = { ...status, done: 6, before: 4 };
  expect(statusText(resumed, 3000)).toBe('round 6/10 · accuracy 50.0 % · 0:03, about 0:06 left');
  expect(statusText({ ...status, done: 4, before: 4 }, 0)).toBe(
    'round 4/10 · accuracy 50.0 % · 0:00',
  );
});

test('a bar, the bytes, and a square for each client', () => {
  const html = statusHtml(status, 3000);
  expect(html).toContain('<progress max="10" value="2"');
  expect(html).toContain('1 of 4 clients trained in this round, 1 dropped out');
  expect(html).toContain('2 MB to clients, 1 MB back');
  expect(html.match(/<rect/g)).toHaveLength(4);
  const [a, b, c, d] = html.match(/<rect .*?<\/rect>/g)!;
  expect(a).toContain('fill="rgb(0,114,178)" stroke="#222222"');
  expect(a).toContain('<title>a: 2 rounds</title>');
  expect(b).toContain('fill="rgb(128,185,217)" stroke="#E4E4E4"');
  expect(c).toContain('fill="#D55E00"');
  expect(d).toContain('fill="rgb(255,255,255)"');
  expect(d).toContain('&lt;d&gt;: 0 rounds');
});

test('many clients are only counted', () => {
  const clientIds = Array.from({ length: 401 }, (_, i) => `${i}`);
  const many = { ...status, activity: { clientIds, rounds: [] } };
  expect(statusHtml(many, 0)).not.toContain('<svg');
});

test('the status of a run is that of its records', () => {
  const record = (round: number, testAccuracy: number | null): RoundRecord => ({
    round,
    trainLoss: 1,
    trainAccuracy: 0.25,
    testLoss: null,
    testAccuracy,
    clientAccuracy: null,
    bytesUp: 10,
    bytesDown: 20,
    clientSteps: 1,
    seconds: 1,
    clients: ['a'],
    dropped: [],
  });
  const federated = { clientIds: ['a', 'b'] } as unknown as FederatedDataset;
  const untested = runStatus([record(1, null)], 5, federated);
  expect(untested).toMatchObject({ done: 1, total: 5, note: 'accuracy 25.0 %', bytesUp: 10 });
  const tested = runStatus([record(1, 0.5), record(2, null)], 5, federated, 1);
  expect(tested).toMatchObject({ before: 1, note: 'accuracy 50.0 %', bytesDown: 40 });
  expect(tested.activity?.rounds).toHaveLength(2);
  const privacy = { epsilon: 1.234, delta: 1e-5, private: true };
  const note = (spent: typeof privacy) =>
    runStatus([{ ...record(1, 0.5), privacy: spent }], 5, federated).note;
  expect(note(privacy)).toBe('accuracy 50.0 % · ε 1.23');
  expect(note({ ...privacy, epsilon: 123.4, private: false })).toBe(
    'accuracy 50.0 % · ε 123 (not private)',
  );
});
