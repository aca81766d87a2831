import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { noKernel, writeNotebook } from '../support/notebook';
import { projectPython } from '../support/python';
import { root, withSetup } from '../support/setup';

/** Where nbmake and papermill are, if somebody has installed them for this test. */
const tools = join('.cache', 'notebook-tools');
const install = `python -m pip install --target ${tools} nbmake==1.5.5 papermill==2.6.0`;

/** What a tool says with these arguments of Python. */
function run(args: readonly string[], cwd = root): { status: number | null; said: string } {
  const environment = withSetup('paths.mjs', 'it.childEnvironment()') as NodeJS.ProcessEnv;
  const paths = [environment.PYTHONPATH, join(root, tools)].filter(Boolean);
  const env = { ...environment, PYTHONPATH: paths.join(delimiter) };
  const options = { env, cwd, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(projectPython()!, ['-B', ...args], options);
  return { status, said: stripVTControlCharacters(stdout + stderr) };
}

const missing =
  noKernel ??
  (run(['-c', 'import nbmake, papermill']).status === 0
    ? undefined
    : `needs nbmake and papermill; ${install}`);

const cases = [
  ['nbmake', (file: string) => ['-m', 'pytest', '-p', 'no:cacheprovider', '--nbmake', file]],
  ['papermill', (file: string, out: string) => ['-m', 'papermill', '--no-progress-bar', file, out]],
] as const;

(missing ? test.skip : test).each(cases)(
  missing ? `%s [skipped: ${missing}]` : '%s fails on a cell that throws, with the message',
  (_, args) => {
    // nbmake passes over folders named _build.
    const parent = join(root, '.cache', 'tmp');
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(join(parent, 'tools-'));
    try {
      const [good, bad] = ['good.ipynb', 'bad.ipynb'].map((file) => join(folder, file));
      const out = join(folder, 'out.ipynb');
      const kernel = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };
      writeNotebook(good, ['console.log(1);'], [], { kernelspec: kernel });
      writeNotebook(bad, [`throw new RangeError('no such client: 7');`], [], {
        kernelspec: kernel,
      });
      expect(run(args(good, out), folder)).toMatchObject({ status: 0 });
      const { status, said } = run(args(bad, out), folder);
      expect(status).not.toBe(0);
      expect(said).toContain('RangeError: no such client: 7');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
