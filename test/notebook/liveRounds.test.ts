import { liveRounds } from '../../src/notebook/liveRounds';
import { fakeDisplay } from '../support/fakeDisplay';

async function* run(rounds: number): AsyncGenerator<{ round: number; hit: number }> {
  for (let round = 1; round <= rounds; round++) {
    await Promise.resolve();
    yield { round, hit: round / 10 };
  }
}
const scores = ({ round, hit }: { round: number; hit: number }) => ({ round, testAccuracy: hit });

test('without a title: the rounds, and one line that says how the last one did', async () => {
  const { display, outputs } = fakeDisplay();
  const seen: number[] = [];
  const onRound = ({ round }: { round: number }): void => void seen.push(round);
  const records = await liveRounds(run(3), { rounds: 3, scores, display, onRound });
  expect(records.map(({ round }) => round)).toEqual([1, 2, 3]);
  expect(seen).toEqual([1, 2, 3]);
  expect(outputs.map((bundles) => bundles.at(-1)?.['text/plain'])).toEqual([
    '3 rounds done · accuracy 30.0 %',
  ]);
});

test('with a title: one chart of all rounds', async () => {
  const { display, outputs } = fakeDisplay();
  await liveRounds(run(2), { rounds: 2, scores, title: 'Two rounds', display });
  expect(outputs.length).toBe(1);
  expect(outputs[0].at(-1)?.['text/plain']).toMatch(/^Two rounds\. 2 line charts\./);
});
