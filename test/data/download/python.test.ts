import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython, runPython } from '../../../src/data/download/python';
import { withTemporaryFolder } from '../../support/temporaryFolder';

function withVariable(name: string, value: string, body: () => void): void {
  const before = process.env[name];
  process.env[name] = value;
  try {
    body();
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before;
  }
}

test('passes arguments and returns lines', async () => {
  const lines: string[] = [];
  const program = 'import sys\nprint(sys.argv[1:])\nprint("b")';
  await runPython(program, ['x y', 'é'], (line) => lines.push(line));
  expect(lines).toEqual(["['x y', 'é']", 'b']);
});

test('fails with the last line of the error output', async () => {
  const raise = runPython('raise ValueError("too bad")', [], () => undefined);
  await expect(raise).rejects.toThrow(/^ValueError: too bad$/);
  const silent = runPython('import sys; sys.exit(3)', [], () => undefined);
  await expect(silent).rejects.toThrow('Python ended with 3');
});

test('the variable PYTHON comes first, if it names a Python', async () => {
  await withTemporaryFolder((folder) => {
    const own = findPython();
    const no = join(folder, 'no-python');
    writeFileSync(no, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    withVariable('PYTHON', no, () => {
      expect(findPython()).toBe(own);
    });
    const yes = join(folder, 'python');
    writeFileSync(yes, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    withVariable('PYTHON', yes, () => {
      expect(findPython()).toBe(yes);
    });
  });
});
