import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { ownPython } from '../environment.mjs';
import { childEnvironment, inside } from '../paths.mjs';
import { npmCommand } from '../programs.mjs';
import { findPython } from '../python.mjs';
import { good, note } from './finding.mjs';

const needed = 'needed to install; behind a proxy, set HTTPS_PROXY';

/** Does npm reach its registry? */
export function npmRegistry() {
  const { command, options } = npmCommand('ping', '--fetch-retries=0', '--fetch-timeout=15000');
  return answer(command, options);
}

/** Does pip reach its index? */
export function pythonIndex() {
  const folder = inside('.cache', 'tmp', 'doctor');
  try {
    const python = existsSync(ownPython()) ? [ownPython()] : findPython();
    const quick = ['--timeout', '15', '--retries', '0', '--disable-pip-version-check'];
    const download = ['download', ...quick, '--no-deps', '--dest', folder, 'six'];
    return answer([...python, '-m', 'pip', ...download]);
  } catch {
    return note('not asked: there is no Python', needed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function answer([program, ...args], options = {}) {
  const { status } = spawnSync(program, args, {
    encoding: 'utf8',
    env: childEnvironment(),
    timeout: 30_000,
    ...options,
  });
  return status === 0 ? good('answers') : note('does not answer', needed);
}
