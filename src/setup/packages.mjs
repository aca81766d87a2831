import { existsSync, readFileSync } from 'node:fs';
import { inside } from './paths.mjs';
import { npmCommand, runLogged } from './programs.mjs';
import { step } from './step.mjs';

/**
 * Installs the npm packages of package-lock.json unless all are installed. Uses `npm install`
 * because `npm ci` refuses a lock file without the packages of other platforms.
 */
export async function ensurePackages() {
  const wanted = JSON.parse(readFileSync(inside('package-lock.json'), 'utf8'));
  const record = inside('node_modules', '.package-lock.json');
  const found = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : { packages: {} };
  if (missingPackage(wanted, found) === undefined) return;
  const { command, options } = npmCommand(
    'install',
    '--no-save',
    '--include=dev',
    '--include=optional',
  );
  await step('npm packages', () => runLogged('npm', command, options));
}

/**
 * The first package of the lock file that npm's own record of node_modules lacks in that version;
 * undefined if all are there. Optional packages may be absent.
 */
export function missingPackage(wanted, found) {
  return Object.keys(wanted.packages).find((path) => {
    const entry = wanted.packages[path];
    if (!path.includes('node_modules/') || entry.optional || entry.devOptional) return false;
    return found.packages[path]?.version !== entry.version;
  });
}
