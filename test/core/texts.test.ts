import { execFileSync } from 'node:child_process';
import { counted } from '../../src/core/counted';
import { shellQuote } from '../../src/commands/shellQuote';

test('numbers with their nouns', () => {
  expect([0, 1, 2, 1000].map((count) => counted(count, 'client'))).toEqual([
    '0 clients',
    '1 client',
    '2 clients',
    '1,000 clients',
  ]);
  expect([1, 3].map((count) => counted(count, 'reply', 'replies'))).toEqual([
    '1 reply',
    '3 replies',
  ]);
});

(process.platform === 'win32' ? test.skip : test)('a shell gives back what is quoted', () => {
  const plain = ['runs/a-1.5', '/tmp/x_y', 'a=b,c@d:e+f%'];
  const other = ['', 'my run', "it's", 'a"b', '$HOME', '`id`', 'a\\b', '~', 'a\nb', '*', 'é;&|#!'];
  for (const text of plain) expect(shellQuote(text, 'linux')).toBe(text);
  for (const text of [...plain, ...other]) {
    const command = `printf %s ${shellQuote(text, 'linux')}`;
    expect(execFileSync('/bin/sh', ['-c', command]).toString()).toBe(text);
  }
  expect(shellQuote('C:\\my runs\\a', 'win32')).toBe('"C:\\my runs\\a"');
  expect(shellQuote('C:\\runs\\a', 'win32')).toBe('C:\\runs\\a');
});
