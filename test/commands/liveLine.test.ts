import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { cut, liveLine } from '../../src/commands/liveLine';

/** What is written to a stream of this kind in one update each 60 ms. */
async function written(terminal: object, lines: readonly string[]): Promise<string> {
  const stream = Object.assign(new PassThrough(), terminal);
  let now = 0;
  const line = liveLine(stream, () => now);
  for (const shown of lines) {
    line.update(() => shown);
    now += 60;
  }
  line.note('a note');
  line.end();
  stream.end();
  return text(stream);
}

test('on a terminal a line replaces the one before, at most ten times a second', async () => {
  const shown = await written({ isTTY: true, columns: 12 }, [
    'one',
    'two',
    'a line of some length',
  ]);
  expect(shown).toBe('one\r\u001b[Ka line of …\r\u001b[Ka note\n');
});

test('elsewhere a line every two seconds; what must be shown is', async () => {
  expect(await written({}, ['one', 'two', 'three'])).toBe('one\na note\n');
  const stream = new PassThrough();
  const line = liveLine(stream, () => 0);
  for (const due of [false, false, true]) line.update(() => `due: ${due}`, due);
  stream.end();
  expect(await text(stream)).toBe('due: false\ndue: true\n');
});

test('a line is cut between characters', () => {
  expect(cut('😀'.repeat(5), 5)).toBe('😀'.repeat(5));
  expect(cut('😀'.repeat(6), 5)).toBe(`${'😀'.repeat(4)}…`);
});
