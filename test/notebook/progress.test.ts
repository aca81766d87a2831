import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { progressLine } from '../../src/notebook/progress';
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

test('in a script: a line every two seconds, and the last one', async () => {
  let now = 0;
  const stream = new PassThrough();
  const progress = progressLine({ total: 3, unit: 'epoch', stream, clock: () => now });
  for (let epoch = 0; epoch <= 3; epoch++) {
    progress.update(epoch);
    now += 1500;
  }
  progress.done();
  stream.end();
  const lines = (await text(stream)).split('\n');
  const shown = ['epoch 0/3 · 0:00', 'epoch 2/3 · 0:03, about 0:02 left', '3 epochs done', ''];
  expect(lines).toEqual(shown);
});

test('counts outside the total are refused', () => {
  const { display } = fakeDisplay();
  expect(() => progressLine({ total: 0, display })).toThrow('total must be a whole number');
  const progress = progressLine({ total: 2, display });
  expect(() => {
    progress.update(3);
  }).toThrow('count must be a whole number between 0 and 2, got 3');
});
