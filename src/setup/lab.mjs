import { inside, root } from './paths.mjs';
import { runAttached } from './programs.mjs';
import { readyForNotebooks } from './ready.mjs';

export const usage = 'npm run lab -- [options of JupyterLab]';

/** Opens JupyterLab on the chapters; further arguments go to JupyterLab. */
export async function run(args) {
  const python = await readyForNotebooks();
  return runAttached([
    python,
    '-B',
    inside('src', 'notebook', 'lab.py'),
    '--ServerApp.ip=127.0.0.1',
    `--ServerApp.root_dir=${root}`,
    '--ServerApp.preferred_dir=notebooks',
    '--ServerApp.answer_yes=True',
    '--LanguageServerManager.autodetect=False',
    ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
    ...args,
  ]);
}
