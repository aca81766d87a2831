import { inspect } from 'node:util';
import {
  createExecutor,
  type Executor,
  type Outcome,
} from '../../../src/book/live/kernel/executor';

const modules: Record<string, object> = {
  'node:path': { join: (...parts: string[]) => parts.join('/'), default: { sep: '/' } },
};

function executor(): Executor {
  return createExecutor({
    module: (name, names = []) => {
      const found = modules[name] as Record<string, unknown> | undefined;
      if (!found) return Promise.reject(new Error(`no module ${name}`));
      const missing = names.find((one) => !(one in found));
      return missing === undefined
        ? Promise.resolve(found)
        : Promise.reject(new Error(`${name} has no ${missing}`));
    },
    bundleOf: (value) =>
      Promise.resolve(value instanceof Date ? { 'text/html': value.toISOString() } : undefined),
    print: (value) => inspect(value),
  });
}

/** Runs cells in one kernel; the last one's outcome. */
async function run(...sources: string[]): Promise<Outcome> {
  const kernel = executor();
  let outcome: Outcome | undefined;
  for (const [i, source] of sources.entries()) outcome = await kernel.run(source, i + 1);
  return outcome!;
}

/** The text that the last of these cells shows for its value. */
async function shown(...sources: string[]): Promise<unknown> {
  const outcome = await run(...sources);
  if ('failure' in outcome) throw new Error(JSON.stringify(outcome.failure));
  return outcome.bundle?.['text/plain'];
}

/** The error of the last of these cells, as lines. */
async function failure(...sources: string[]): Promise<string[]> {
  const outcome = await run(...sources);
  if (!('failure' in outcome)) throw new Error('the cell did not fail');
  const { name, message, trace } = outcome.failure;
  return [`${name}: ${message}`, ...trace];
}

test.each([
  ['types go', ['const x: number = 2;\ntype A = { b: string };\nx! as number;'], '2'],
  [
    'a generic function',
    ['function f<T extends object>(a: T): T { return a; }', 'f({ a: 1 })'],
    '{ a: 1 }',
  ],
  ['an enum', ['enum Color { Red, Green = 5 }', 'Color.Green'], '5'],
  ['top-level await', ['const x = await Promise.resolve(3);', 'x'], '3'],
  ['for await', ['let s = 0;\nfor await (const x of [Promise.resolve(1), 2]) s += x;', 's'], '3'],
  [
    'destructuring',
    ['const { a, b: [c = 4, ...d] } = { a: 1, b: [undefined, 2, 3] };', '[a, c, d]'],
    '[ 1, 4, [ 2, 3 ] ]',
  ],
  ['a variable that a later cell changes', ['let n = 1;', 'n += 2;', 'n'], '3'],
  ['a function sees changes', ['let n = 1;\nconst get = () => n;', 'n = 7;', 'get()'], '7'],
  ['a cell that runs again', ['const x = 1;', 'const y = () => x;', 'const x = 2;', 'y()'], '2'],
  [
    'a function before its text',
    ['const x = twice(4);\nfunction twice(n: number) { return 2 * n; }', 'x'],
    '8',
  ],
  ['a class', ['class A { constructor(readonly n: number) {} }', 'new A(3).n'], '3'],
  [
    'a class that extends another cell’s',
    [
      'class A { f() { return 1; } }',
      'class B extends A { override f() { return super.f() + 1; } }',
      'new B().f()',
    ],
    '2',
  ],
  [
    'imports',
    [
      "import path, { join as glue } from 'node:path';\nimport * as all from 'node:path';",
      "[glue('a', 'b'), all.join('c', path.sep)]",
    ],
    "[ 'a/b', 'c//' ]",
  ],
  ['a dynamic import', ["(await import('node:path')).join('a')"], "'a'"],
  [
    'an import of types only',
    ["import type { Nothing } from 'nowhere';\nlet x: Nothing | 1 = 1;\nx"],
    '1',
  ],
  ['var in a loop', ['for (var i = 0; i < 3; i++) { var last = i; }', '[i, last]'], '[ 3, 2 ]'],
  ['an exported variable', ['export const x = 5;', 'x'], '5'],
  ['the value without a semicolon, with a comment', ['let a = 1\n;(a, 6) // six'], '6'],
  ['no value of a declaration', ['const x = 1;'], undefined],
  ['no value of null', ['null'], undefined],
  ['an empty cell', ['// nothing'], undefined],
  [
    'names that the compiler could use itself',
    ['const scope = 1, cell = 2, value = 3;', '[scope, cell, value]'],
    '[ 1, 2, 3 ]',
  ],
])('%s', async (_what, cells, value) => {
  expect(await shown(...cells)).toBe(value);
});

test('a value that has a form of its own is shown in it', async () => {
  expect(await run('new Date(0)')).toEqual({
    bundle: { 'text/html': '1970-01-01T00:00:00.000Z' },
  });
});

test.each([
  [
    'no TypeScript',
    ['const a = 1;\nconst b = ;'],
    ['SyntaxError: Unexpected token', '    at cell [1], line 2, column 11: const b = ;'],
  ],
  [
    'no JavaScript',
    ['const a: number = 1;\nconst a: string = "";'],
    [
      "SyntaxError: Identifier 'a' has already been declared",
      '    at cell [1], line 2, column 7: const a: string = "";',
    ],
  ],
  [
    'a throw after types',
    ['const a: number = 1;', 'const b: string[] = [];\n(b as any)[0].c;'],
    [
      "TypeError: Cannot read properties of undefined (reading 'c')",
      '    at cell [2], line 2, column 15: (b as any)[0].c;',
    ],
  ],
  [
    'a function of another cell',
    ['function f(n: number): void {\n  throw new RangeError("no");\n}', 'f(1);'],
    [
      'RangeError: no',
      '    at f (cell [1], line 2, column 9): throw new RangeError("no");',
      '    at cell [2], line 1, column 1: f(1);',
    ],
  ],
  [
    'a constant',
    ['const a = 1;', 'a = 2;'],
    ['TypeError: Assignment to constant variable.', '    at cell [2], line 1, column 3: a = 2;'],
  ],
  [
    'a name that nobody has',
    ['a + 1'],
    ['ReferenceError: a is not defined', '    at cell [1], line 1, column 1: a + 1'],
  ],
  [
    'a name that nobody declares',
    ['a = 1'],
    ['ReferenceError: a is not defined', '    at cell [1], line 1, column 3: a = 1'],
  ],
  [
    'a variable before its declaration',
    ['a;\nlet a = 1;'],
    [
      "ReferenceError: Cannot access 'a' before initialization",
      '    at cell [1], line 1, column 1: a;',
    ],
  ],
  [
    'an unknown module',
    ["\nimport * as x from 'nowhere';"],
    [
      'Error: no module nowhere',
      "    at cell [1], line 2, column 1: import * as x from 'nowhere';",
    ],
  ],
  [
    'an unknown name of a module',
    ["import { nothing } from 'node:path';"],
    ['Error: node:path has no nothing'],
  ],
  ['a thrown text', ['throw "text";'], ["Thrown: 'text'"]],
  [
    'a cause',
    ['throw new Error("a", { cause: new TypeError("b") });'],
    [
      'Error: a',
      '    at cell [1], line 1, column 7: throw new Error("a", { cause: new TypeError("b") });',
      'Caused by TypeError: b',
      '    at cell [1], line 1, column 31: throw new Error("a", { cause: new TypeError("b") });',
    ],
  ],
  [
    'an export list',
    ['const a = 1;\nexport { a };'],
    [
      'SyntaxError: a cell exports nothing: later cells see its variables',
      '    at cell [1], line 2, column 1: export { a };',
    ],
  ],
])('an error: %s', async (_what, cells, lines) => {
  expect((await failure(...cells)).slice(0, lines.length)).toEqual(lines);
});

test('after an error, a cell’s variables that have a value stay, others are as before', async () => {
  const kernel = executor();
  await kernel.run('let a = 1, b = 1;', 1);
  const { failure: thrown } = (await kernel.run(
    'let a = 2;\nif (a) throw new Error("x");\nlet b = 2, c = 2;',
    2,
  )) as { failure: { message: string } };
  expect(thrown.message).toBe('x');
  expect(await kernel.run('[a, b, typeof c]', 3)).toEqual({
    bundle: { 'text/plain': "[ 2, 1, 'undefined' ]" },
  });
});

test('until a cell has declared a variable again, functions see the earlier one', async () => {
  expect(
    await shown(
      'let n = 1;',
      'const get = () => n;',
      'const seen = get();\nlet n = 2;\n[seen, get()]',
    ),
  ).toBe('[ 1, 2 ]');
});

test('an interrupted cell that does not end by itself is given up, and the next one runs', async () => {
  jest.useFakeTimers();
  try {
    const kernel = executor();
    const ended = kernel.run('await new Promise(() => undefined);', 1);
    await jest.advanceTimersByTimeAsync(1);
    kernel.interrupt();
    await jest.advanceTimersByTimeAsync(2000);
    expect(await ended).toMatchObject({ failure: { name: 'InterruptedError' } });
    expect(await kernel.run('1', 2)).toEqual({ bundle: { 'text/plain': '1' } });
  } finally {
    jest.useRealTimers();
  }
});
