import { statusLine } from '../../src/notebook/statusLine';
import { fakeDisplay } from '../support/fakeDisplay';

test('one output, replaced at most five times a second, and the last line always', () => {
  const { display, outputs } = fakeDisplay();
  let now = 0;
  const status = statusLine({ display, clock: () => now });
  for (let line = 1; line <= 5; line++, now += 100) status.update(() => `line ${line}`);
  status.done('the end');
  const shown = outputs.map((bundles) => bundles.map((bundle) => bundle['text/plain']));
  expect(shown).toEqual([['line 1', 'line 3', 'line 5', 'the end']]);
});

test('a line that is too long is cut between characters', () => {
  const { display, outputs } = fakeDisplay();
  statusLine({ display }).done('😀'.repeat(101));
  expect(outputs).toEqual([[{ 'text/plain': `${'😀'.repeat(99)}…` }]]);
});
