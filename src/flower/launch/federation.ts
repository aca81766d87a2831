import { existsSync, readdirSync } from '../../platform/files';
import { join, resolve } from '../../platform/paths';
import { process } from '../../platform/system';
import { pause } from '../../platform/timers';
import { counted } from '../../core/counted';
import { ArgumentError } from '../../core/errors';
import { afterRound, cellSignal } from '../../core/interruption';
import { FlowerError } from '../wire/errors';
import { FlowerProcessError } from './childProcess';
import type { ChildProcess } from './childProcess';
import { readRounds } from './federationRound';
import { federationPrivacy } from './federationPrivacy';
import type { FederationRound } from './federationRound';
import type { FlowerInstallation } from './flowerInstallation';
import { submitRun } from './flowerRun';
import type { FlowerCommands } from './flowerRun';
import { InProcessNode } from './inProcessNode';
import type { InProcessClient } from './inProcessNode';
import { ProcessGroup } from './processGroup';
import { RunWatch } from './runWatch';
import { completeServerAppSettings } from '../server/settings';
import type { ServerAppSettings } from '../server/settings';
import { startSuperLink } from './superLink';
import type { SuperLink } from './superLink';
import { checkEmpty, writeServerApp } from '../server/writeServerApp';
import type { FederationModel } from '../server/writeServerApp';

/** A client of a federation on this machine: the command of a SuperNode, in any language. */
export type SuperNodeCommand = (superLink: SuperLink) => {
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
};

/** Clients that somebody else starts, such as tabs of browsers. */
export interface OtherClients {
  /** How many the first round waits for. */
  readonly count: number;
  /** Called when the SuperLink is there: lets them in, until it is closed. */
  readonly open: (superLink: SuperLink) => Promise<{ close(): Promise<void> }>;
}

/** Options of {@link runFederation}. */
export interface FederationOptions {
  /** Must not exist, or be empty; {@link runFederation} lists what it contains afterwards. */
  readonly folder: string;
  readonly installation: FlowerInstallation;
  readonly model: FederationModel;
  /** At least one, counting those in this process and others. */
  readonly clients: readonly SuperNodeCommand[];
  /** Additional clients that run in this process. */
  readonly inProcess?: readonly InProcessClient[];
  /** Additional clients that others start. */
  readonly others?: OtherClients;
  /**
   * Default of `minClients`: the number of clients. With tables, of which some may be left out before the first
   * round, and with clients that others start, which may go, all have to be connected then, and two have to
   * remain. `results` is set here.
   */
  readonly server?: Omit<ServerAppSettings, 'results'>;
  /** Changes the server app before it is submitted, for example to add a ClientApp in Python. */
  readonly prepareApp?: (folder: string) => void;
  /** Receives the clients' processes as soon as they are started. */
  readonly onStart?: (clients: readonly ChildProcess[]) => void;
  /** Receives one line about each event other than rounds. */
  readonly announce?: (line: string) => void;
  /** Ends the federation; default: the notebook cell's. */
  readonly signal?: AbortSignal;
}

/** How often the files and the processes are checked. */
const lookMilliseconds = 100;
/** How long a round may take in addition to training and evaluation. */
const slackSeconds = 120;
/**
 * How long Flower's ServerApp waits, beyond the round's time limit, for the rest of a reply whose
 * client disappeared during the upload: three minutes, plus ten seconds between two checks.
 */
const uploadSeconds = 200;

/**
 * A whole federation on this machine: starts Flower's SuperLink and the clients on loopback ports,
 * submits a server app, and yields the rounds as they finish. However it ends (the last round, an
 * error, the signal, a `break` in the loop), nothing that it started keeps running.
 *
 * The folder then contains `app/` (for `flwr run`), `rounds/run-<id>/` (`initial.npz`,
 * `round-001.npz`, …, `rounds.jsonl`), `logs/` and Flower's own files in `flower/`.
 *
 * @throws ArgumentError for settings out of range, before anything is started
 * @throws FlowerProcessError if a needed program ends, with its last output
 * @throws FlowerError after the last round if no client trained in any: the model is the initial one
 */
export async function* runFederation(
  options: FederationOptions,
): AsyncGenerator<FederationRound, void, undefined> {
  const { installation, model, clients, prepareApp, announce = () => undefined } = options;
  const { inProcess = [], others, onStart, signal = cellSignal() } = options;
  const own = clients.length + inProcess.length;
  const count = own + (others?.count ?? 0);
  if (count === 0) throw new ArgumentError('clients', 'be at least one', clients);
  const folder = resolve(checkEmpty(options.folder));
  const rounds = join(folder, 'rounds');
  const settings = completeServerAppSettings({
    ...defaultCounts(count, { tables: model.table !== undefined, others: others !== undefined }),
    ...options.server,
    results: rounds.replaceAll('\\', '/'),
  });
  for (const name of ['minAvailableClients', 'startClients'] as const) {
    if (settings[name] <= count) continue;
    throw new ArgumentError(name, `be at most ${count}, the number of clients`, settings[name]);
  }
  const app = join(folder, 'app');
  await writeServerApp(app, model, settings);
  prepareApp?.(app);

  const group = new ProcessGroup();
  const here: InProcessNode[] = [];
  let entrance: Awaited<ReturnType<OtherClients['open']>> | undefined;
  try {
    const superLink = await startSuperLink(group, installation, { folder, signal });
    announce(`SuperLink (flwr ${installation.version}) at http://${superLink.address}`);
    const nodes = clients.map((client, i) => {
      const { command, env } = client(superLink);
      const name = `client ${i + 1}`;
      const log = join(folder, 'logs', `client-${i + 1}.log`);
      return group.start({ name, command, env: env ?? process.env, cwd: folder, log });
    });
    onStart?.(nodes);
    for (const [i, client] of inProcess.entries()) {
      here.push(new InProcessNode(`client ${nodes.length + i + 1}`, client, superLink));
    }
    entrance = await others?.open(superLink);
    announce(`${counted(own, 'client')} started`);
    const flower = { installation, superLink, signal };
    const id = await submitRun(flower, app);
    announce(`run ${id}: ${counted(settings.rounds, 'round')} of ${model.title}`);
    yield* follow({
      flower,
      id,
      nodes: [...nodes, ...here],
      others: others?.count ?? 0,
      rounds: join(rounds, `run-${id}`),
      settings,
      spent: federationPrivacy(settings, count, model.spec.size),
      announce,
    });
  } finally {
    await entrance?.close();
    await Promise.all(here.map((node) => node.stop()));
    await group.stop();
  }
}

/** How many clients the rounds need, if nothing is said. */
function defaultCounts(
  count: number,
  { tables, others }: { readonly tables: boolean; readonly others: boolean },
): ServerAppSettings {
  if (!tables && !others) return { minClients: count };
  const minClients = Math.min(2, count);
  return others ? { minClients, startClients: count } : { minClients, minAvailableClients: count };
}

interface Followed {
  readonly flower: FlowerCommands;
  readonly id: string;
  readonly nodes: readonly (ChildProcess | InProcessNode)[];
  /** How many clients others start. */
  readonly others: number;
  /** The run's folder. */
  readonly rounds: string;
  readonly settings: ReturnType<typeof completeServerAppSettings>;
  readonly spent: ReturnType<typeof federationPrivacy>;
  readonly announce: (line: string) => void;
}

/** The rounds as they are written, until the last or until a needed process has ended. */
async function* follow(run: Followed): AsyncGenerator<FederationRound, void, undefined> {
  const { flower, id, settings, spent } = run;
  const { signal } = flower;
  const limit = 1000 * (2 * (settings.timeoutSeconds + uploadSeconds) + slackSeconds);
  const check = processCheck(run);
  const watch = new RunWatch(flower, id);
  let done = 0;
  let written = performance.now();
  try {
    while (done < settings.rounds) {
      signal?.throwIfAborted();
      const finished = watch.finished(written);
      // Everything written before the run finished can be read now.
      const rounds = readRounds(join(run.rounds, 'rounds.jsonl'));
      if (rounds.length > done) written = performance.now();
      for (; done < rounds.length; done++) {
        yield { ...rounds[done], ...(spent && { privacy: spent(done + 1) }) };
      }
      if (done === settings.rounds) {
        checkAggregated(rounds);
        return;
      }
      if (finished !== undefined) throw givenUp(run, finished, done);
      check();
      // Whoever opens tabs may take any time to do so.
      const waiting = run.others > 0 && done === 0;
      if (!waiting && performance.now() - written > limit) {
        throw new FlowerError(`no round finished within ${limit / 1000} s; see ${run.rounds}`);
      }
      await pause(lookMilliseconds, undefined, { signal });
    }
  } catch (error) {
    throw afterRound(error, done);
  } finally {
    await watch.stop();
  }
}

/** Checks the processes: throws if a needed one has ended, and announces the end of others. */
function processCheck({ flower, nodes, others, settings, announce }: Followed): () => void {
  const gone = new Set<ChildProcess | InProcessNode>();
  return () => {
    for (const needed of flower.superLink.processes) {
      if (needed.end) throw needed.failure('ended during the run');
    }
    for (const node of nodes.filter(({ end }) => end)) {
      if (gone.has(node)) continue;
      gone.add(node);
      const left = nodes.length - gone.size + others;
      if (left < settings.minAvailableClients) {
        throw node.failure(`ended during the run, which needs ${settings.minAvailableClients}`);
      }
      announce(`${node.name} ended (${node.end!.how}); ${left} left`);
    }
  };
}

/** Throws if the model is still the initial one after all rounds. */
function checkAggregated(rounds: readonly FederationRound[]): void {
  if (rounds.some(({ answered }) => answered > 0)) return;
  const reasons = rounds.flatMap(({ failures }) => failures);
  const different = [...new Set(reasons.map((text) => text.replace(/^node \d+: /, '')))];
  const said = different.slice(0, 3).map((text) => `\n  ${text}`);
  throw new FlowerError(
    `no round was aggregated: no client answered with a trained model in ${counted(rounds.length, 'round')}` +
      (said.length > 0 ? `; what they answered:${said.join('')}` : ''),
  );
}

/** The error if Flower has given up the run. */
function givenUp({ flower, id, settings }: Followed, status: string, done: number): Error {
  const [, superExec] = flower.superLink.processes;
  return new FlowerProcessError(
    `run ${id} is ${status} after ${done} of ${counted(settings.rounds, 'round')}\n` +
      `${superExec.lastLines(25)}\nThe whole output: ${superExec.log}`,
  );
}

/**
 * The folder with the results of a federation's only run: arrays and `rounds.jsonl`.
 *
 * ```ts
 * const lines = join(fl.flower.roundsFolder('runs/federation'), 'rounds.jsonl');
 * ```
 */
export function roundsFolder(folder: string): string {
  const rounds = join(folder, 'rounds');
  const names = existsSync(rounds) ? readdirSync(rounds) : [];
  const run = names.find((name) => name.startsWith('run-'));
  if (run === undefined) throw new FlowerError(`${rounds} holds no run`);
  return join(rounds, run);
}
