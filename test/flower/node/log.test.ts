import { lineLog } from '../../../src/flower/node/log';

const now = () => new Date('2026-11-21T08:09:10.123Z');

test('one event is one line, for people or for programs', () => {
  const lines: string[] = [];
  const facts = { nodeId: 2n ** 63n, seconds: 0.5 };
  const text = 'line one\nline two\u001b[31m red\u2028';
  for (const json of [false, true]) {
    const log = lineLog((line) => lines.push(line), { json, now });
    log({ level: 'warn', event: 'trouble', text, facts });
    log({ level: 'info', event: 'back', text: 'connected again' });
  }
  expect(lines).toHaveLength(4);
  expect(lines[0]).toBe('08:09:10  warn: line one line two [31m red \n');
  expect(lines[1]).toBe('08:09:10  connected again\n');
  expect(JSON.parse(lines[2])).toEqual({
    time: '2026-11-21T08:09:10.123Z',
    level: 'warn',
    event: 'trouble',
    text: 'line one line two [31m red ',
    nodeId: '9223372036854775808',
    seconds: 0.5,
  });
  expect(lines[3].endsWith('}\n')).toBe(true);
});
