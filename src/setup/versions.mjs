/*
 * What the tutorial needs to run, and the messages if it is missing. Pure functions of versions.
 * This file and main.mjs use only syntax that even very old versions of Node can parse.
 */

/** The oldest major version of Node.js that works. */
export const oldestNode = 20;

/** The oldest version of Python that works: major and minor. */
export const oldestPython = [3, 10];

/** Why this version of Node.js is not sufficient, or undefined if it is. */
export function nodeProblem(version) {
  const major = Number(String(version).split('.')[0]);
  if (major >= oldestNode) return undefined;
  return (
    'This project needs Node.js ' +
    oldestNode +
    ' or newer; this is Node.js ' +
    version +
    '.\n' +
    'Install the LTS release from https://nodejs.org, by your package manager, or by a version\n' +
    'manager (nvm install --lts; fnm install --lts; conda install -c conda-forge nodejs).'
  );
}

/**
 * Why this Python is not sufficient, or undefined if it is.
 *
 * found = { command, version: [major, minor, patch], venv: boolean }; venv says whether it can make
 * virtual environments with pip.
 */
export function pythonProblem(found) {
  const [major, minor] = found.version;
  const name = found.command + ' (Python ' + found.version.join('.') + ')';
  if (major < oldestPython[0] || (major === oldestPython[0] && minor < oldestPython[1])) {
    return name + ' is older than Python ' + oldestPython.join('.');
  }
  if (!found.venv) {
    return (
      name +
      ' cannot make virtual environments: its module ensurepip is missing ' +
      '(Debian, Ubuntu: apt install python3-venv)'
    );
  }
  return undefined;
}

/** The message for a machine without a usable Python; problems = what was found, one line each. */
export function missingPython(problems) {
  const wanted = 'Python ' + oldestPython.join('.') + ' or newer';
  const found = problems.length === 0 ? 'no Python was found' : problems.join('\n  ');
  return (
    'The notebooks need ' +
    wanted +
    ', for JupyterLab:\n  ' +
    found +
    '\n' +
    'Install Python from https://www.python.org/downloads or by your package manager\n' +
    '(Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python; Windows:\n' +
    'winget install Python.Python.3.13), or name one: PYTHON=/path/to/python npm run tutorial'
  );
}
