import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The project's folder. */
export const root = resolve(__dirname, '..', '..');

/**
 * The value of a JavaScript expression over a module of src/setup, whose exports are in scope as
 * `it`. The modules run on a bare Node.js, so they are tested on one: what they throw is thrown here.
 */
export function withSetup(module: string, expression: string): unknown {
  const url = pathToFileURL(join(root, 'src', 'setup', module)).href;
  const program = `import * as it from ${JSON.stringify(url)};
    const value = await (async () => (${expression}))();
    console.log('\\n' + JSON.stringify(value ?? null));`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', program],
    { encoding: 'utf8', cwd: root },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as unknown;
}
