import { Buffer } from '../../platform/bytes';
import { existsSync } from '../../platform/files';
import { join } from '../../platform/paths';
import { spawn, spawnSync } from '../../platform/processes';
import { process } from '../../platform/system';
import { createInterface } from '../../platform/terminals';
import { FederatedError } from '../../core/errors';
import { projectFolder } from '../../core/projectFolder';

/**
 * Python 3, whose standard library reads formats that Node.js cannot: the one named by the
 * environment variable `PYTHON`, else that of the project's `.venv`, else the system's.
 */
export function findPython(): string {
  const own = join(projectFolder(), '.venv');
  const candidates = [
    ...(process.env.PYTHON ? [process.env.PYTHON] : []),
    join(own, 'bin', 'python'),
    join(own, 'Scripts', 'python.exe'),
    'python3',
    'python',
  ];
  const runs = (program: string): boolean =>
    spawnSync(program, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0;
  const found = candidates.find(
    (program) => (!/[\\/]/.test(program) || existsSync(program)) && runs(program),
  );
  if (found !== undefined) return found;
  throw new FederatedError('no Python 3 found; install it, or name it in the variable PYTHON');
}

/**
 * Runs a Python program to its end.
 *
 * @param onLine called with each line of its output
 * @param signal ends the program
 * @throws FederatedError with the last line of its error output if it fails
 */
export async function runPython(
  program: string,
  args: readonly string[],
  onLine: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const child = spawn(findPython(), ['-c', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
  createInterface({ input: child.stdout }).on('line', onLine);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 0) return;
  const last = errors.trim().split('\n').at(-1);
  throw new FederatedError(last === '' || last === undefined ? `Python ended with ${code}` : last);
}
