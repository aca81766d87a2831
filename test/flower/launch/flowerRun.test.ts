import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { registerNode, runStatus, submitRun } from '../../../src/flower/launch/flowerRun';
import type { FlowerCommands } from '../../../src/flower/launch/flowerRun';
import { RunWatch } from '../../../src/flower/launch/runWatch';
import { until } from '../../support/stagedNode';
import { withTemporaryFolder } from '../../support/temporaryFolder';

/** A `flwr` that gives these answers one after the other, the last for ever; `!` is an exit code of 1. */
async function withAnswers(
  answers: readonly string[],
  body: (flower: FlowerCommands, asked: () => string[]) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const asked = join(folder, 'asked');
    writeFileSync(asked, '');
    const program = `#!${process.execPath}
      const fs = require('node:fs');
      const answers = ${JSON.stringify(answers)};
      const count = fs.readFileSync(${JSON.stringify(asked)}, 'utf8').split('\\n').length - 1;
      const [, , ...args] = process.argv;
      fs.appendFileSync(${JSON.stringify(asked)}, args.slice(0, 2).join(' ') + '\\n');
      const answer = answers[Math.min(count, answers.length - 1)];
      console.log(answer.replace(/^!/, ''));
      process.exitCode = answer.startsWith('!') ? 1 : 0;`;
    writeFileSync(join(folder, 'flwr'), program);
    chmodSync(join(folder, 'flwr'), 0o755);
    const flower = {
      installation: { python: 'python3', version: '1.41.0', programs: folder },
      superLink: { address: '127.0.0.1:1', environment: process.env, processes: [] },
      retry: { attempts: 3, firstDelaySeconds: 0.01, maxDelaySeconds: 0.01 },
    };
    await body(flower, () => readFileSync(asked, 'utf8').trim().split('\n'));
  });
}

const running = '{"runs": [{"run-id": "7", "status": "running", "status-details": ""}]}';
const failed = '{"runs": [{"run-id": "7", "status": "finished:failed", "status-details": "no"}]}';
const posixTest = process.platform === 'win32' ? test.skip : test;

posixTest('a failed request for a status is repeated, up to a limit', async () => {
  await withAnswers(['!busy', '', running], async (flower, asked) => {
    expect(await runStatus(flower, '7')).toBe('running');
    expect(asked()).toHaveLength(3);
  });
  await withAnswers(['!busy'], async (flower, asked) => {
    await expect(runStatus(flower, '7')).rejects.toThrow('flwr list failed: busy');
    expect(asked()).toHaveLength(3);
  });
});

posixTest('an app is not submitted twice if the answer is lost', async () => {
  await withAnswers(['!lost', running], async (flower, asked) => {
    expect(await submitRun(flower, 'app')).toBe('7');
    expect(asked()).toEqual(['run app', 'list federation']);
  });
  await withAnswers(['!lost', '{"runs": []}', '{"run-id": "8"}'], async (flower, asked) => {
    expect(await submitRun(flower, 'app')).toBe('8');
    expect(asked()).toEqual(['run app', 'list federation', 'run app']);
  });
});

posixTest(
  'a key counts as registered if the answer was lost, and is refused otherwise',
  async () => {
    const known = '!HTTP 412: Public key already in use.';
    await withAnswers(['!lost', known], (flower) => registerNode(flower, 'key'));
    await withAnswers([known], async (flower, asked) => {
      await expect(registerNode(flower, 'key')).rejects.toThrow('already in use');
      expect(asked()).toHaveLength(1);
    });
  },
);

posixTest(
  'a run is watched in the background: failures end it only if it gives no sign of life',
  async () => {
    await withAnswers(['!busy', '!busy', '!busy', failed], async (flower) => {
      const watch = new RunWatch(flower, '7', 1);
      const finished = () => watch.finished(performance.now() - 2);
      expect(await until(finished)).toBe('finished:failed ("no")');
      await watch.stop();
    });
    await withAnswers(['!busy'], async (flower) => {
      const watch = new RunWatch(flower, '7', 1);
      const start = performance.now();
      await expect(until(() => watch.finished(start))).rejects.toThrow('flwr list failed: busy');
      await watch.stop();
    });
  },
);

posixTest('a run is not asked about as long as it gives signs of life', async () => {
  await withAnswers([failed], async (flower, asked) => {
    const watch = new RunWatch(flower, '7', 20);
    const end = performance.now() + 100;
    await until(() => watch.finished(end) ?? performance.now() > end);
    expect(asked()).toEqual(['']);
    const silent = performance.now();
    expect(await until(() => watch.finished(silent))).toBe('finished:failed ("no")');
    expect(asked()).toEqual(['list federation']);
    await watch.stop();
  });
});
