import { withSetup } from '../support/setup';

const problem = (call: string): unknown => withSetup('versions.mjs', `it.${call}`);

test('Node.js 20 and newer will do, older ones are named with what to install', () => {
  expect(problem(`nodeProblem('20.0.0')`)).toBeNull();
  expect(problem(`nodeProblem('24.21.0')`)).toBeNull();
  const message = problem(`nodeProblem('18.20.8')`);
  expect(message).toContain('needs Node.js 20 or newer; this is Node.js 18.20.8');
  expect(message).toContain('https://nodejs.org');
});

const python = (version: string, venv: boolean): string =>
  `pythonProblem({ command: 'python3', version: [${version}], venv: ${venv} })`;

test('Python 3.10 and newer will do, older ones are named', () => {
  expect(problem(python('3, 10, 0', true))).toBeNull();
  expect(problem(python('3, 14, 1', true))).toBeNull();
  expect(problem(python('3, 9, 18', true))).toBe(
    'python3 (Python 3.9.18) is older than Python 3.10',
  );
});

test('a Python without ensurepip is named with the package that has it', () => {
  expect(problem(python('3, 11, 2', false))).toContain('apt install python3-venv');
});

test('without a Python the message tells what was found and what to install', () => {
  const message = problem(`missingPython(['python3: not found'])`);
  expect(message).toContain('need Python 3.10 or newer');
  expect(message).toContain('python3: not found');
  expect(message).toContain('https://www.python.org/downloads');
});
