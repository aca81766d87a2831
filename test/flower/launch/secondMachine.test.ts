import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ChildProcess } from '../../../src/flower/launch/childProcess';
import { readRounds } from '../../../src/flower/launch/federationRound';
import { chapterBlocks, commandsOf } from '../../support/chapterCommands';
import { processesWith } from '../../support/flower';
import { flowerTest } from '../../support/flowerPython';
import { writeDigits } from '../../support/idxDigits';
import { namedNetwork, namedNetworkProblem } from '../../support/namedNetwork';
import { realData } from '../../support/realData';
import { root } from '../../support/setup';
import { until } from '../../support/stagedNode';

/* The last section of appendix D, command by command: a server by its name, clients in a fresh clone. */

const appendix = 'D-strangers-noise-and-other-machines.ipynb';
const files = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'];

/** Anna's digits: MNIST where this machine has it, else some that are made up. */
function putDigits(folder: string): void {
  mkdirSync(folder);
  const real = files.map((name) => realData('mnist', `${name}-ubyte.gz`));
  if (real.every((file) => file !== undefined)) {
    for (const file of real) symlinkSync(file, join(folder, basename(file)));
  } else writeDigits(folder);
}

/** An empty clone, which finds the npm packages installed and, of the same sources, the library compiled. */
function clone(folder: string): void {
  execFileSync('git', ['clone', '--quiet', '--no-local', '--depth', '1', `file://${root}`, folder]);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const build = join(root, 'src', 'dist');
  if (existsSync(build)) cpSync(build, join(folder, 'src', 'dist'), { recursive: true });
}

/** This process's variables without what a shell of its own would not have. */
function environment(home: string): NodeJS.ProcessEnv {
  const others = /^(npm_|INIT_CWD$|FLWR_|(https?|all|no)_proxy$)/i;
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !others.test(name))),
    HOME: home,
    FLWR_TELEMETRY_ENABLED: '0',
    FLWR_DISABLE_UPDATE_CHECK: '1',
    // The network of this test ends at loopback; what the app needs came with Flower.
    FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

const problem = namedNetworkProblem() ?? (existsSync(join(root, '.git')) ? undefined : 'no Git');

flowerTest(
  'the appendix’s story of a second machine, word for word',
  async (python) => {
    mkdirSync(join(root, '.cache', 'tmp'), { recursive: true });
    // Below the project, where the operator's npm finds its scripts.
    const parent = mkdtempSync(join(root, '.cache', 'tmp', 'second-machine-'));
    const [server, home, annas] = ['server', 'home', 'annas'].map((name) => join(parent, name));
    for (const folder of [server, join(home, '.flwr')]) mkdirSync(folder, { recursive: true });
    const network = await namedNetwork(parent, 'fl.example.org');
    const env = environment(home);
    // Entering another view of the disk loses the working folder.
    const shell = (cwd: string, command: string): string[] => [
      ...[...network.enter, 'bash', '-ec', `cd "$0"\n${command}`, cwd],
    ];
    const run = async (cwd: string, command: string): Promise<void> => {
      const [program, ...args] = shell(cwd, command);
      await promisify(execFile)(program, args, { env });
    };
    const started: ChildProcess[] = [];
    const start = (name: string, cwd: string, command: string): ChildProcess => {
      const log = join(parent, `${name}.log`);
      const child = new ChildProcess({ name, command: shell(cwd, command), env, log });
      started.push(child);
      return child;
    };
    /** Waits for a text in what a program writes, which must not end before. */
    const says = (program: ChildProcess, pattern: RegExp): Promise<boolean> =>
      until(() => {
        if (program.end) throw program.failure('ended');
        return pattern.test(readFileSync(program.log, 'utf8'));
      }, 120);
    try {
      // Flower is installed by a link, in place of the first command.
      const [prepare, serve] = chapterBlocks(appendix, 'On the server', 'sh');
      symlinkSync(dirname(dirname(python)), join(server, 'flower'));
      const [install, ...making] = commandsOf(prepare);
      expect(install).toBe('python3 -m venv flower && . flower/bin/activate && pip install flwr');
      const active = (command: string): string => `. flower/bin/activate\n${command}`;
      for (const command of making) await run(server, active(command));
      const superLink = start('SuperLink', server, active(serve));
      await says(superLink, /Uvicorn running|startup complete|Starting Flower SuperExec/i);

      clone(annas);
      putDigits(join(annas, 'my-digits'));
      for (const file of ['schema.json', 'certificates/ca.pem']) {
        copyFileSync(join(server, file), join(annas, basename(file)));
      }
      const [config] = chapterBlocks(appendix, 'On the server again', 'toml');
      writeFileSync(
        join(home, '.flwr', 'config.toml'),
        config.replace('/path/to/certificates', join(server, 'certificates')),
      );
      const [makeKey, takePart] = chapterBlocks(appendix, "On Anna's machine", 'sh');
      const [begin] = chapterBlocks(appendix, 'On the server again', 'sh');
      const [register, runApp, ...others] = commandsOf(begin);
      expect(others).toEqual([]);
      for (const name of ['anna', 'ben']) {
        const theirs = (command: string): string => command.replaceAll('anna.', `${name}.`);
        await run(annas, theirs(makeKey));
        expect(readFileSync(join(annas, `${name}.pub`), 'utf8')).toMatch(
          /^ecdsa-sha2-nistp384 [\w+/=]+\n$/,
        );
        expect(statSync(join(annas, `${name}.pem`)).mode & 0o777).toBe(0o600);
        copyFileSync(join(annas, `${name}.pub`), join(server, `${name}.pub`));
        await run(server, active(theirs(register)));
        const client = start(name, annas, theirs(takePart));
        await says(client, /active as node \d+/);
      }
      await run(server, active(runApp));
      const [made] = readdirSync(join(server, 'rounds'));
      expect(readRounds(join(server, 'rounds', made, 'rounds.jsonl'))).toMatchObject([
        { round: 1, answered: 2, failures: [] },
        { round: 2, answered: 2, failures: [] },
        { round: 3, answered: 2, failures: [] },
      ]);
    } finally {
      for (const program of started.reverse()) await program.stop(10);
      await network.close();
      expect(processesWith(parent)).toEqual([]);
      rmSync(parent, { recursive: true, force: true });
    }
  },
  600_000,
  problem,
);
