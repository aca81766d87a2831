import { liveFigure } from '../../src/notebook/live';
import type { TrainingStatus } from '../../src/notebook/trainingStatus';
import { plotlyMimeType } from '../../src/notebook/show';
import { roundCurves, type RoundScores } from '../../src/plots/curves/curves';
import { fakeDisplay } from '../support/fakeDisplay';

const rounds = (count: number): RoundScores[] =>
  Array.from({ length: count }, (_, i) => ({ round: i + 1, trainLoss: 1, trainAccuracy: 0.5 }));
const draw = (records: RoundScores[]): ReturnType<typeof roundCurves> =>
  roundCurves(records, { title: `Round ${records.length}` });

test('one output: pictures while work goes on, the interactive chart at the end', async () => {
  const { display, outputs } = fakeDisplay();
  let now = 0;
  const live = liveFigure(draw, { display, clock: () => now });
  for (let count = 1; count <= 10; count++) {
    await live.update(rounds(count));
    now += 100;
  }
  await live.done(rounds(10));
  expect(outputs.length).toBe(1);
  const frames = outputs[0].slice(0, -1);
  const last = outputs[0].at(-1)!;
  // Asked at 0, 100, … 900 ms; three a second are drawn at 0, 400 and 800 ms.
  const titles = frames.map((frame) => String(frame['text/plain']).split('.')[0]);
  expect(titles).toEqual(['Round 1', 'Round 5', 'Round 9']);
  for (const frame of frames) expect(frame).not.toHaveProperty([plotlyMimeType]);
  expect(last[plotlyMimeType]).toEqual(JSON.parse(JSON.stringify(draw(rounds(10)))));
  expect(last['image/svg+xml']).toMatch(/^<svg/);
  expect(last['text/plain']).toMatch(/^Round 10\. Two line charts\. /);
});

test('updates that are not awaited are not drawn twice at a time', async () => {
  const { display, outputs } = fakeDisplay();
  const live = liveFigure(draw, { display, clock: () => 0 });
  await Promise.all([live.update(rounds(1)), live.update(rounds(2)), live.update(rounds(3))]);
  expect(outputs.flat().length).toBe(1);
});

test('work without any update leaves the finished chart', async () => {
  const { display, outputs } = fakeDisplay();
  await liveFigure(draw, { display }).done(rounds(2));
  expect(outputs.map((shown) => shown.length)).toEqual([1]);
});

test('outside a notebook nothing is drawn', async () => {
  const live = liveFigure(() => {
    throw new Error('not needed');
  });
  await live.update([]);
  await live.done([]);
});

const status = (records: readonly RoundScores[]): TrainingStatus => ({
  done: records.length,
  total: 4,
  bytesUp: 1000,
  bytesDown: 2000,
});

test('with a status: chart, bar and bytes in one output until the end', async () => {
  const { display, outputs } = fakeDisplay();
  const live = liveFigure(draw, { display, clock: () => 0, status, watched: true });
  await live.update(rounds(1));
  await live.done(rounds(4));
  const [frame, last] = outputs[0];
  expect(frame['text/html']).toMatch(/^<div><img alt="[^"]*Round 1[^"]*" src="data:image\/svg/);
  expect(frame['text/html']).toContain('<progress max="4" value="1"');
  expect(frame['text/html']).toContain('2 kB to clients, 1 kB back');
  expect(last).toHaveProperty([plotlyMimeType]);
  expect(last).not.toHaveProperty(['text/html']);
});

test('if nobody watches, nothing is drawn but the finished chart', async () => {
  const { display, outputs } = fakeDisplay();
  const drawn: number[] = [];
  const counting = (records: RoundScores[]): ReturnType<typeof draw> => {
    drawn.push(records.length);
    return draw(records);
  };
  const live = liveFigure(counting, { display, clock: () => 0, status, watched: false });
  await live.update(rounds(1));
  await live.done(rounds(4));
  expect(drawn).toEqual([4]);
  expect(outputs[0][0]).toEqual({ 'text/plain': 'round 1/4 · 0:00, about 0:00 left' });
  const plain = liveFigure(draw, { display, clock: () => 0, watched: false });
  await plain.update(rounds(1));
  expect(outputs).toHaveLength(1);
});
