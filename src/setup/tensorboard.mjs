import { inside } from './paths.mjs';
import { runAttached } from './programs.mjs';
import { readyForNotebooks } from './ready.mjs';

export const usage = 'npm run tensorboard -- [options of TensorBoard]';

/** Opens TensorBoard on the chapters' logs; further arguments go to TensorBoard. */
export async function run(args) {
  const python = await readyForNotebooks();
  const logs = inside('notebooks', 'runs');
  const options = ['--host', '127.0.0.1', '--logdir', logs];
  return runAttached([python, '-B', '-m', 'tensorboard.main', ...options, ...args]);
}
