import { spawnSync } from 'node:child_process';
import { SetupError } from './errors.mjs';
import { missingPython, pythonProblem } from './versions.mjs';

const question = `
import importlib.metadata, importlib.util, json, sys
def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
print(json.dumps({
    "version": list(sys.version_info[:3]),
    "venv": all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")),
    "packages": {name: version(name) for name in sys.argv[1:]},
}))`;

/**
 * Asks a Python what it is and which versions of these packages it has. Undefined if the command
 * does not start or is not Python 3.8 or newer.
 */
export function askPython([program, ...args], packages = []) {
  const answer = spawnSync(program, [...args, '-c', question, ...packages], {
    encoding: 'utf8',
  });
  if (answer.status !== 0) return undefined;
  return { command: [program, ...args].join(' '), ...JSON.parse(answer.stdout) };
}

/** The command line of a Python that can make the virtual environment; throws if there is none. */
export function findPython(platform = process.platform, named = process.env.PYTHON) {
  const usual = platform === 'win32' ? [['py', '-3'], ['python']] : [['python3'], ['python']];
  const problems = [];
  for (const command of named ? [[named]] : usual) {
    const found = askPython(command);
    const problem = found ? pythonProblem(found) : notPython(command);
    if (problem === undefined) return command;
    problems.push(problem);
  }
  throw new SetupError(missingPython(problems));
}

/** Why a command is unusable: too old to be queried, or not found. */
function notPython([program, ...args]) {
  const answer = spawnSync(program, [...args, '--version'], { encoding: 'utf8' });
  const name = [program, ...args].join(' ');
  if (answer.error) return `${name}: not found`;
  const said = `${answer.stdout}${answer.stderr}`.trim().split('\n')[0];
  return `${name}: not a Python that can be used (it says: ${said || 'nothing'})`;
}
