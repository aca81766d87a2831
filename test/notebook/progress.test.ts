import { duration, progressLine } from '../../src/notebook/progress';
import { fakeDisplay } from '../support/fakeDisplay';

test('in a notebook: one line that is replaced, at most five times a second', () => {
  const { display, outputs } = fakeDisplay();
  let now = 0;
  const progress = progressLine({ total: 10, display, clock: () => now });
  for (let round = 1; round <= 10; round++) {
    now += 150;
    progress.update(round, `accuracy ${round} %`);
  }
  progress.done('accuracy 10 %');
  expect(outputs.length).toBe(1);
  expect(outputs[0].map((bundle) => bundle['text/plain'])).toEqual([
    'round 1/10 · accuracy 1 % · 0:00, about 0:01 left',
    'round 3/10 · accuracy 3 % · 0:00, about 0:01 left',
    'round 5/10 · accuracy 5 % · 0:01, about 0:01 left',
    'round 7/10 · accuracy 7 % · 0:01, about 0:00 left',
    'round 9/10 · accuracy 9 % · 0:01, about 0:00 left',
    '10 rounds done · accuracy 10 %',
  ]);
});

test('in a script: a line every two seconds, and the last one', () => {
  const lines: string[] = [];
  let now = 0;
  const write = (line: string): void => void lines.push(line);
  const progress = progressLine({ total: 3, unit: 'epoch', write, clock: () => now });
  for (let epoch = 0; epoch <= 3; epoch++) {
    progress.update(epoch);
    now += 1500;
  }
  progress.done();
  expect(lines).toEqual(['epoch 0/3 · 0:00', 'epoch 2/3 · 0:03, about 0:02 left', '3 epochs done']);
});

test.each([
  [0, '0:00'],
  [59_499, '0:59'],
  [59_500, '1:00'],
  [3_599_499, '59:59'],
  [3_661_000, '1:01:01'],
])('%d ms are %s', (milliseconds, written) => {
  expect(duration(milliseconds)).toBe(written);
});

test('counts outside the total are refused', () => {
  const { display } = fakeDisplay();
  expect(() => progressLine({ total: 0, display })).toThrow('total must be a whole number');
  const progress = progressLine({ total: 2, display });
  expect(() => {
    progress.update(3);
  }).toThrow('count must be a whole number between 0 and 2, got 3');
});
