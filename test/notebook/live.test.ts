import { liveFigure } from '../../src/notebook/live';
import { plotlyMimeType } from '../../src/notebook/show';
import { roundCurves, type RoundScores } from '../../src/plots/curves';
import { fakeDisplay } from '../support/fakeDisplay';

const rounds = (count: number): RoundScores[] =>
  Array.from({ length: count }, (_, i) => ({ round: i + 1, trainLoss: 1, trainAccuracy: 0.5 }));
const draw = (records: RoundScores[]): ReturnType<typeof roundCurves> =>
  roundCurves(records, { title: `Round ${records.length}` });

/** The first sentence of what a chart says in words: its title. */
const title = (bundle: Readonly<Record<string, unknown>>): string =>
  String(bundle['text/plain']).split('.')[0];

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
  expect(frames.map(title)).toEqual(['Round 1', 'Round 5', 'Round 9']);
  for (const frame of frames) expect(frame).not.toHaveProperty([plotlyMimeType]);
  expect(last[plotlyMimeType]).toEqual(JSON.parse(JSON.stringify(draw(rounds(10)))));
  expect(last['image/svg+xml']).toMatch(/^<svg/);
  expect(title(last)).toBe('Round 10');
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
