import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Rng } from '../../src/core/rng';
import { errorOf, kernelSession, streamed } from '../support/kernelSession';
import { projectPython } from '../support/python';
import { root, withSetup } from '../support/setup';
import {
  codeCells,
  execute,
  noKernel,
  printed,
  readNotebook,
  withNotebookFolder,
  writeNotebook,
} from '../support/notebook';

const inKernel = noKernel ? test.skip : test;
const name = (text: string): string => (noKernel ? `${text} [skipped: ${noKernel}]` : text);

/** Cells that have nothing to do with each other, in one kernel: to start one takes seconds. */
const independent = {
  // The first, for the library adds another backend to tfjs.
  tfjs: `import * as tf from '@tensorflow/tfjs';
tf.enableProdMode();
console.log(String(tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).dataSync()));`,
  byName: `import { Rng } from 'federated';\nconsole.log(Rng.fromSeed(7).uint32());`,
  version: 'console.log(process.version);',
  namespace: `import * as fl from 'federated';
import { clientSizes } from 'federated/plots';
import type { ClientApp } from 'federated/flower';
const app: ClientApp | undefined = undefined;
console.log(clientSizes === fl.plots.clientSizes, app);`,
};

/** What each of these cells printed. */
const printedBy: Partial<Record<string, string>> = {};

beforeAll(async () => {
  if (noKernel) return;
  await withNotebookFolder(async (folder) => {
    const [source, target] = [join(folder, 'in.ipynb'), join(folder, 'out.ipynb')];
    writeNotebook(source, Object.values(independent));
    const executed = await execute(source, target);
    if (!executed.ok) throw new Error(executed.said);
    const names = Object.keys(independent);
    codeCells(readNotebook(target)).forEach((cell, i) => (printedBy[names[i]] = printed(cell)));
  });
});

inKernel(name('a notebook imports the library by its name, and runs on this Node.js'), () => {
  expect(printedBy.byName).toBe(`${Rng.fromSeed(7).uint32()}\n`);
  expect(printedBy.version).toBe(`${process.version}\n`);
});

inKernel(name('a namespace of the library is an import of its own'), () => {
  expect(printedBy.namespace).toBe('true undefined\n');
});

inKernel(name('a notebook imports tfjs and computes with it'), () => {
  expect(printedBy.tfjs).toBe('19,22,43,50\n');
});

inKernel(name('a chapter and its solutions, of one file name, go to different files'), () => {
  const code = `
import pathlib, sys
sys.path.insert(0, "src/notebook")
import execute
found = execute.places([pathlib.Path("notebooks", file) for file in ("1-a.ipynb", "solutions/1-a.ipynb")])
print(*(place.as_posix() for _, place in found), execute.places([pathlib.Path("1-a.ipynb")])[0][1])`;
  const printedPaths = execFileSync(projectPython()!, ['-B', '-c', code], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(printedPaths.trim()).toBe('1-a.ipynb solutions/1-a.ipynb 1-a.ipynb');
});

inKernel(
  name('constants of the parameters cell take other values, and a false sentence fails the run'),
  async () => {
    await withNotebookFolder(async (folder) => {
      const [source, target] = [join(folder, 'in.ipynb'), join(folder, 'out.ipynb')];
      const cells = [
        'const seed = 1;\nconst small = false;',
        `import * as fl from 'federated';
fl.showClaim('The seed is odd.', seed % 2 === 1);
fl.showClaim('The run is large.', !small);`,
        'console.log(seed, small);',
      ];
      writeNotebook(source, cells, ['parameters']);
      const set = (...settings: string[]) => execute(source, target, settings);
      const first = await set('--set', 'seed=3', '--set-any', 'small=false', '--set-any', 'no=1');
      expect(first).toEqual({ ok: true, said: expect.not.stringContaining('hold') as string });
      const second = await set('--set', 'seed=2', '--set-any', 'small=true');
      expect(second.ok).toBe(false);
      expect(second.said).toContain('in.ipynb: sentences that do not hold:');
      expect(second.said).toContain('cell 2: Not so with these numbers: The seed is odd.');
      expect(second.said).toContain('cell 2: Not so with these numbers: The run is large.');
      expect(printed(codeCells(readNotebook(target))[2])).toBe('2 true\n');
      const third = await set('--set', 'other=2');
      expect(third.said).toContain('holds a line `const other = …;`');
    });
  },
);

inKernel(
  name('a failing cell is named with its code and its error, and nothing is written'),
  async () => {
    await withNotebookFolder(async (folder) => {
      const [source, target] = [join(folder, 'in.ipynb'), join(folder, 'out.ipynb')];
      writeNotebook(source, ['const x = 1;', `throw new RangeError('no such client: 7');`]);
      const { ok, said } = await execute(source, target);
      expect(ok).toBe(false);
      expect(said).toContain('cell 2 of 2 failed');
      expect(said).toContain(`throw new RangeError('no such client: 7');`);
      expect(said).toContain('RangeError: no such client: 7');
      expect(said).toContain(`    at cell [2], line 1: throw new RangeError('no such client: 7');`);
      expect(said).not.toContain('Traceback');
      expect(existsSync(target)).toBe(false);
    });
  },
);

const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };

inKernel(name('nbconvert fails on a cell that throws, with the message'), async () => {
  await withNotebookFolder((folder) => {
    const source = join(folder, 'in.ipynb');
    const cells = [`throw new RangeError('no such client: 7');`, 'console.log(1);'];
    writeNotebook(source, cells, [], { kernelspec });
    const env = withSetup('paths.mjs', 'it.childEnvironment()') as NodeJS.ProcessEnv;
    const options = ['--to', 'notebook', '--execute', '--output', 'out.ipynb'];
    const args = ['-m', 'jupyter', 'nbconvert', ...options, source];
    const { status, stderr } = spawnSync(projectPython()!, args, { env, encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stripVTControlCharacters(stderr)).toContain('RangeError: no such client: 7');
    expect(existsSync(join(folder, 'out.ipynb'))).toBe(false);
    return Promise.resolve();
  });
});

inKernel(
  name('two runs of a notebook give the same bytes, and overwritten lines leave no trace'),
  async () => {
    await withNotebookFolder(async (folder) => {
      const source = join(folder, 'in.ipynb');
      const progress = 'for (let i = 0; i < 9; i++) process.stdout.write(`\\rround ${i}`);';
      writeNotebook(source, [progress, 'console.log(2 + 2);', 'console.log(2 + 2);']);
      const texts: string[] = [];
      for (const target of ['first.ipynb', 'second.ipynb'].map((file) => join(folder, file))) {
        expect(await execute(source, target)).toMatchObject({ ok: true });
        texts.push(readFileSync(target, 'utf8'));
        const cells = codeCells(readNotebook(target));
        expect(printed(cells[0])).toBe('round 8');
        expect(cells.map((cell) => cell.execution_count)).toEqual([1, 2, 3]);
      }
      expect(texts[0]).toBe(texts[1]);
      expect(texts[0]).toContain('"language": "typescript"');
    });
  },
);

inKernel(
  name('bad input is an error that names argument, value and rule, and the kernel lives on'),
  async () => {
    const cells = [
      `import { eagerTrainer, fedAvg, loadDigits, Rng, softmaxRegression, useBackend } from 'federated';
const backend = await useBackend('cpu');
const digits = loadDigits();
const softmax = eagerTrainer(softmaxRegression());
const plan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.1 };
const averaging = fedAvg({ trainer: softmax, rng: Rng.fromSeed(1), ...plan });
const twice = [digits.client(digits.clientIds[0]), digits.client(digits.clientIds[0])];`,
      `digits.client('nobody');`,
      `fedAvg({ trainer: softmax, rng: Rng.fromSeed(1), ...plan, batchSize: 0 });`,
      `fedAvg({ trainer: softmax, rng: Rng.fromSeed(1), ...plan, clientLearningRate: NaN });`,
      `await averaging.next(averaging.initialize(), twice);`,
      `loadDigits('femnist', { folder: '/nowhere' });`,
      `void averaging.next(averaging.initialize(), twice);`,
      `console.log('still here:', digits.clientIds.length);`,
    ];
    const steps = cells.map((run) => ({ run, go_on: true }));
    const session = await kernelSession(join(root, 'notebooks'), steps);
    const results = session.map((result) => ({
      status: result.reply.status,
      text: errorOf(result)?.evalue ?? streamed(result),
    }));
    expect(results.map(({ status }) => status)).toEqual([
      ...['ok', 'error', 'error', 'error', 'error', 'error'],
      ...['ok', 'ok'],
    ]);
    expect(results[1].text).toContain(
      'id must be one of the 100 client ids of mnist-package, got "nobody"',
    );
    expect(results[2].text).toContain('batchSize must be a whole number of at least 1, got 0');
    expect(results[3].text).toContain('clientLearningRate must be > 0, got NaN');
    expect(results[4].text).toContain('cohort must hold each client once, got "');
    expect(results[5].text).toContain('npm run data -- get femnist says how to get it');
    expect(results[7].text).toContain('still here: 100');
  },
);
