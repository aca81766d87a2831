import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { SetupError } from './errors.mjs';
import { childEnvironment, inside, root } from './paths.mjs';

/**
 * Runs a program with its output in `.cache/logs/<log>.log`. If it fails, the error shows the end
 * of that log.
 */
export async function runLogged(log, [program, ...args], options = {}) {
  const file = inside('.cache', 'logs', `${log}.log`);
  mkdirSync(dirname(file), { recursive: true });
  const output = openSync(file, 'w');
  let problem;
  try {
    const code = await exitCode(
      spawn(program, args, {
        cwd: root,
        env: childEnvironment(),
        ...options,
        stdio: ['ignore', output, output],
      }),
    );
    if (code !== 0) problem = `ended with ${code}`;
  } catch (error) {
    problem = error.message;
  } finally {
    closeSync(output);
  }
  if (problem === undefined) return;
  const tail = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-40).join('\n');
  const command = [program, ...args].join(' ').slice(0, 200);
  throw new SetupError(`${tail}\n\n${command}: ${problem}. The whole output: ${file}`);
}

/**
 * Runs an interactive program and returns its exit code. Ctrl-C reaches the program through the
 * terminal; a request to end, and the end of the npm that started this process, are passed on, and so
 * is an interrupt with `passInterrupt`, for a program that does not mind to get it twice. This process
 * ends after the program.
 */
export async function runAttached([program, ...args], { passInterrupt, ...options } = {}) {
  const child = spawn(program, args, {
    cwd: root,
    env: childEnvironment(),
    stdio: 'inherit',
    ...options,
  });
  const wait = () => undefined;
  const handOn = () => child.kill('SIGTERM');
  const handlers = { SIGINT: passInterrupt ? handOn : wait, SIGTERM: handOn, SIGHUP: handOn };
  for (const signal of Object.keys(handlers)) process.on(signal, handlers[signal]);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) handOn();
  }, 1000);
  try {
    const code = await exitCode(child);
    return typeof code === 'number' ? code : 1;
  } finally {
    clearInterval(watch);
    for (const signal of Object.keys(handlers)) process.off(signal, handlers[signal]);
  }
}

/** npm's command line: with the Node.js that is running now, if npm's own script can be found. */
export function npmCommand(...args) {
  const beside = dirname(process.execPath);
  const script = [
    process.env.npm_execpath,
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
  if (script) return { command: [process.execPath, script, ...args], options: {} };
  return { command: ['npm', ...args], options: { shell: process.platform === 'win32' } };
}

function exitCode(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? `signal ${signal}`));
  });
}
