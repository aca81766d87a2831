import { choice, positiveNumber, whole, yes } from '../../src/options/fields';
import { helpOf, helpText, placeholderOf, row, wrap } from '../../src/options/help';

test('an option’s line: when it applies, what it does, its default', () => {
  const option = { schema: whole(1), help: 'how many' };
  expect(helpOf(option)).toBe('how many');
  expect(helpOf({ ...option, default: 3 })).toBe('how many (default 3)');
  expect(helpOf({ ...option, default: () => 3 })).toBe('how many');
  expect(helpOf({ ...option, default: () => 3, defaultText: 'three' })).toBe(
    'how many (default three)',
  );
  expect(helpOf({ ...option, needs: [{ option: 'kind', values: ['a', 'b'] }] })).toBe(
    'a, b: how many',
  );
  expect(helpOf({ ...option, needs: [{ option: 'inFile' }] })).toBe('with --in-file: how many');
  expect(helpOf({ ...option, users: ['fedprox'] })).toBe('fedprox: how many');
});

test('the placeholder for a value', () => {
  const help = 'any';
  expect(placeholderOf({ schema: choice(['a', 'b']), help })).toBe('a|b');
  expect(placeholderOf({ schema: yes(), help, default: false })).toBe('');
  expect(placeholderOf({ schema: positiveNumber(), placeholder: 'R', help })).toBe('R');
  expect(placeholderOf({ schema: positiveNumber(), help })).toBe('VALUE');
});

test('text is wrapped at 98 characters, next to its head if there is room', () => {
  const text = Array<string>(30).fill('word').join(' ');
  expect(
    wrap(text, 2)
      .split('\n')
      .map((line) => line.length),
  ).toEqual([96, 56]);
  expect(row('short', 'what')).toBe(`  short${' '.repeat(19)}what`);
  expect(row('--a-long-name-of-an-option', 'what')).toBe(
    `  --a-long-name-of-an-option\n${' '.repeat(26)}what`,
  );
  const options = { loud: { schema: yes(), help: 'say more' } };
  expect(helpText(['Usage: x', { 'The run': options }])).toBe(
    `Usage: x\n\nThe run:\n  --loud${' '.repeat(18)}say more\n`,
  );
});
