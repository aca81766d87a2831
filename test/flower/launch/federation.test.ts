import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readNpz } from '../../../src/core/npz';
import { fromArrays } from '../../../src/core/namedArrays';
import { roundsFolder, runFederation } from '../../../src/flower/launch/federation';
import type { FederationOptions } from '../../../src/flower/launch/federation';
import type { FederationRound } from '../../../src/flower/launch/federationRound';
import {
  flowerEnvironment,
  flowerInstallation,
} from '../../../src/flower/launch/flowerInstallation';
import { runStatus } from '../../../src/flower/launch/flowerRun';
import { typeScriptClients } from '../../../src/flower/launch/typeScriptClients';
import { zooModel } from '../../../src/flower/server/zooModel';
import { processesWith, pythonSuperNode, smallModel, withClientApp } from '../../support/flower';
import { flowerPython, flowerTest } from '../../support/flowerPython';
import { root } from '../../support/setup';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const model = smallModel();

/** Two clients of Flower's own, with 30 and 10 examples, which add 10 and 1 to every number. */
async function shiftingClients(failsIn: number) {
  const installation = await flowerInstallation(flowerPython!);
  const clients = await Promise.all([
    pythonSuperNode(installation, 'shift=10.0 examples=30'),
    pythonSuperNode(installation, `shift=1.0 examples=10 fails-in=${failsIn}`),
  ]);
  return { installation, clients, model, prepareApp: withClientApp('shiftingClient.py') };
}

/** Two TypeScript clients that train the smallest model. */
async function softmaxClients() {
  const installation = await flowerInstallation(flowerPython!);
  const [model, dataset, seed] = ['softmax', 'mnist-package', 1] as const;
  return {
    installation,
    model: await zooModel({ model, shape: [28, 28, 1], classes: 10, seed }),
    clients: await typeScriptClients(installation, { clients: 2, model, dataset, seed }),
  };
}

async function isListening(port: string): Promise<boolean> {
  const socket = createConnection({ host: '127.0.0.1', port: Number(port) });
  const connected = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return connected;
}

/** Whoever has the SuperLink's port on its command line has ended, and nobody listens there. */
async function expectNothingLeft(port: string): Promise<void> {
  expect(port).toMatch(/^\d+$/);
  const deadline = performance.now() + 10_000;
  const isBusy = async () => processesWith(port).length > 0 || (await isListening(port));
  while (performance.now() < deadline && (await isBusy())) await pause(100);
  expect(processesWith(port)).toEqual([]);
  expect(await isListening(port)).toBe(false);
}

const portIn = (text: string): string => /127\.0\.0\.1:(\d+)/.exec(text)?.[1] ?? '';

interface Outcome {
  readonly rounds: readonly FederationRound[];
  readonly said: readonly string[];
  readonly port: string;
  readonly error: unknown;
}

/** Runs a federation to whatever end; `after` is called with each round. */
async function outcome(
  options: FederationOptions,
  after: (round: FederationRound, said: readonly string[]) => void = () => undefined,
): Promise<Outcome> {
  const said: string[] = [];
  const rounds: FederationRound[] = [];
  let error: unknown;
  try {
    const running = runFederation({ ...options, announce: (line) => said.push(line) });
    for await (const round of running) {
      rounds.push(round);
      after(round, said);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { rounds, said, port: portIn(said.join('\n')), error };
}

/** The processes of the federation at this port whose command line holds a text. */
function members(port: string, text: string): number[] {
  const all = new Set(processesWith(text));
  return processesWith(port).filter((pid) => all.has(pid));
}

flowerTest(
  'Flower averages the arrays of a TypeScript model; a client’s error is a failure',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const folder = join(parent, 'run');
      const server = { rounds: 2, clientLearningRate: 0.25, keepReplies: true };
      const given = await shiftingClients(2);
      const { rounds, said, port, error } = await outcome({ ...given, folder, server });
      expect(error).toBeUndefined();
      const { trainedBy } = rounds[0];
      expect(trainedBy).toHaveLength(2);
      expect(BigInt(trainedBy[0])).toBeLessThan(BigInt(trainedBy[1]));
      const bytes = 4 * model.spec.size;
      expect(rounds).toMatchObject([
        { round: 1, asked: 2, answered: 2, failures: [], train: { train_loss: 0.25 } },
        { round: 2, asked: 2, answered: 1, failures: [expect.stringContaining('code 2')] },
      ]);
      // Two arrays with a header of 128 bytes each; to two clients for training and for evaluation.
      expect(rounds[0].bytesUp).toBe(2 * (bytes + 2 * 128));
      expect(rounds[0].bytesDown).toBe(2 * rounds[0].bytesUp);

      const run = roundsFolder(folder);
      const arrays = async (name: string): Promise<number[]> => [
        ...fromArrays(model.spec, await readNpz(join(run, name))),
      ];
      expect(await arrays('initial.npz')).toEqual([...model.parameters]);
      // (30 · 10 + 10 · 1) / 40 = 7.75 in the first round; the second is one client's alone.
      (await arrays('round-001.npz')).forEach((value, i) => {
        expect(value).toBeCloseTo(model.parameters[i] + 7.75, 5);
      });
      (await arrays('round-002.npz')).forEach((value, i) => {
        expect(value).toBeCloseTo(model.parameters[i] + 7.75 + 10, 5);
      });
      const replies = readdirSync(join(run, 'replies')).filter((name) => name.endsWith('.npz'));
      expect(replies).toHaveLength(3);
      expect(said[0]).toMatch(/^SuperLink \(flwr \d+\.\d+\.\d+\) at http:\/\/127\.0\.0\.1:\d+$/);
      await expectNothingLeft(port);
      expect(readFileSync(join(folder, 'app', 'pyproject.toml'), 'utf8')).toContain('rounds = 2');
    });
  },
);

flowerTest('a run without a single trained model fails, here and in Flower', async () => {
  await withTemporaryFolder(async (parent) => {
    const folder = join(parent, 'run');
    const given = await softmaxClients();
    const cnn = await zooModel({ model: 'cnn', shape: [28, 28, 1], classes: 10, seed: 1 });
    const rounds: FederationRound[] = [];
    let status = '';
    const run = async (): Promise<void> => {
      const options = { ...given, model: cnn, folder, server: { rounds: 2 } };
      for await (const round of runFederation(options)) {
        rounds.push(round);
        if (rounds.length < 2) continue;
        const environment = flowerEnvironment(given.installation, join(folder, 'flower'));
        const superLink = { address: '', environment, processes: [] };
        const id = basename(roundsFolder(folder)).replace('run-', '');
        while (!status.startsWith('finished')) {
          status = await runStatus({ installation: given.installation, superLink }, id);
        }
      }
    };
    await expect(run()).rejects.toThrow(
      /^no round was aggregated: no client answered with a trained model in 2 rounds; .*\n.*start this client with --model cnn/,
    );
    expect(rounds).toMatchObject([{ answered: 0, trainedBy: [] }, { answered: 0 }]);
    expect(status).toMatch(/^finished:failed.*no round was aggregated.*--model cnn/);
  });
});

flowerTest('leaving the loop, and the signal, end every process', async () => {
  await withTemporaryFolder(async (parent) => {
    const given = await softmaxClients();
    const said: string[] = [];
    const server = { rounds: 50 };
    const announce = (line: string) => said.push(line);
    for await (const round of runFederation({
      ...given,
      folder: join(parent, 'a'),
      server,
      announce,
    })) {
      if (round.round === 1) break;
    }
    await expectNothingLeft(portIn(said.join()));

    const controller = new AbortController();
    const { signal } = controller;
    const options = { ...given, folder: join(parent, 'b'), server, signal };
    const { rounds, error, port } = await outcome(options, ({ round }) => {
      if (round === 2) controller.abort();
    });
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(rounds.length).toBeLessThan(5);
    await expectNothingLeft(port);
  });
});

flowerTest(
  'a client that dies ends a run that needs it, but no other',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const given = await softmaxClients();
      const kill = ({ round }: FederationRound, said: readonly string[]): void => {
        if (round !== 1) return;
        const [pid] = members(portIn(said.join()), '--partition-id 1');
        process.kill(pid, 'SIGKILL');
      };
      const needed = await outcome(
        { ...given, folder: join(parent, 'needed'), server: { rounds: 50 } },
        kill,
      );
      expect(needed.error).toMatchObject({ name: 'FlowerProcessError' });
      expect(String(needed.error)).toMatch(
        /client 2 ended during the run, which needs 2: SIGKILL\n[^]*The whole output: .*client-2\.log/,
      );
      await expectNothingLeft(needed.port);

      const server = { rounds: 4, minClients: 1, timeoutSeconds: 60 };
      const spare = await outcome({ ...given, folder: join(parent, 'spare'), server }, kill);
      expect(spare.error).toBeUndefined();
      expect(spare.said).toContain('client 2 ended (SIGKILL); 1 left');
      expect(spare.rounds.map(({ round }) => round)).toEqual([1, 2, 3, 4]);
      expect(spare.rounds.at(-1)!.answered).toBe(1);
      await expectNothingLeft(spare.port);
    });
  },
  600_000,
);

flowerTest(
  'a SuperLink that dies, or a server app that fails, ends the run with its output',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const given = await softmaxClients();
      const server = { rounds: 50 };
      const killed = await outcome(
        { ...given, folder: join(parent, 'killed'), server },
        ({ round }, said) => {
          if (round === 1)
            process.kill(members(portIn(said.join()), 'flower-superlink')[0], 'SIGKILL');
        },
      );
      expect(String(killed.error)).toContain('SuperLink ended during the run: SIGKILL');
      await expectNothingLeft(killed.port);

      const failed = await outcome({
        ...given,
        folder: join(parent, 'failed'),
        server,
        prepareApp: (app) => {
          const file = join(app, 'federated_server', 'server_app.py');
          const text = readFileSync(file, 'utf8');
          writeFileSync(
            file,
            text.replace('    config = context.run_config', '    raise ValueError("no luck")'),
          );
        },
      });
      expect(String(failed.error)).toMatch(/run \d+ is finished:failed[^]*after 0 of 50 rounds/);
      expect(String(failed.error)).toContain('no luck');
      await expectNothingLeft(failed.port);
    });
  },
  600_000,
);

const command = join(root, 'src', 'setup', 'main.mjs');

/** Starts `npm run federation` without npm, waits for a line, and calls `act` with the child's id. */
async function interrupted(
  folder: string,
  signal: 'SIGINT' | 'SIGKILL',
): Promise<{ readonly code: number | null; readonly text: string }> {
  const args = [
    '--python',
    flowerPython!,
    '--model',
    'softmax',
    '--clients',
    '2',
    '--rounds',
    '50',
  ];
  const child = spawn(process.execPath, [command, 'federation', ...args, '--out', folder]);
  let text = '';
  const closed = once(child, 'close');
  const began = new Promise<void>((resolve) => {
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      if (text.includes('round 1/50')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  await Promise.race([began, closed]);
  child.kill(signal);
  await closed;
  return { code: child.exitCode, text };
}

flowerTest(
  'the command ends everything at Ctrl-C, and also if it is killed',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const stopped = await interrupted(join(parent, 'stopped'), 'SIGINT');
      expect(stopped.text).toContain('stopping …');
      expect(stopped.text).toContain('nothing is left running');
      expect(stopped.code).toBe(130);
      await expectNothingLeft(portIn(stopped.text));
      const killed = await interrupted(join(parent, 'killed'), 'SIGKILL');
      expect(killed.text).toContain('round 1/50');
      await expectNothingLeft(portIn(killed.text));
    });
  },
  600_000,
);

test('impossible settings are refused before anything is started or written', async () => {
  await withTemporaryFolder(async (parent) => {
    const folder = join(parent, 'run');
    const installation = { python: 'none', version: '1.41.0', programs: 'none' };
    const client = () => ({ command: ['none'] });
    const options = { folder, installation, model, clients: [client] };
    const refused: [Partial<FederationOptions>, string][] = [
      [{ clients: [] }, 'clients must be at least one, got an array of 0'],
      [{ server: { rounds: 0 } }, 'rounds must be a whole number of at least 1, got 0'],
      [
        { server: { minClients: 2 } },
        'minAvailableClients must be at most 1, the number of clients',
      ],
      [{ folder: root }, 'folder must not exist yet, or be empty'],
    ];
    for (const [change, message] of refused) {
      await expect(runFederation({ ...options, ...change }).next()).rejects.toThrow(message);
    }
    expect(existsSync(folder)).toBe(false);
    // A SuperLink that does not start is named with the system's reason.
    await expect(runFederation(options).next()).rejects.toThrow(
      /SuperLink ended: spawn none.* ENOENT/,
    );
  });
});
