import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Rng } from '../../src/core/rng';
import { ChildProcess } from '../../src/flower/launch/childProcess';
import { runFederation } from '../../src/flower/launch/federation';
import type { SuperNodeCommand } from '../../src/flower/launch/federation';
import type { FederationRound } from '../../src/flower/launch/federationRound';
import {
  flowerEnvironment,
  flowerInstallation,
  flowerProgram,
} from '../../src/flower/launch/flowerInstallation';
import type { FlowerInstallation } from '../../src/flower/launch/flowerInstallation';
import { freePort } from '../../src/flower/launch/freePort';
import { flowerDescriptors, writeDescriptors } from '../../src/flower/wire/descriptors';
import { FaultyProxy, randomFates } from '../support/faultyProxy';
import { processesWith, smallModel } from '../support/flower';
import { flowerPython, flowerTest } from '../support/flowerPython';
import { withTemporaryFolder } from '../support/temporaryFolder';

/* Faults on a running federation: Flower's own SuperLink, and nodes as processes. */

const model = smallModel();
const script = join(__dirname, '..', 'support', 'scriptedNode.cjs');

interface NodeScript {
  readonly shift: number;
  readonly at?: { readonly round: number; readonly event: 'kill' | 'freeze' };
}

interface Place {
  readonly parent: string;
  readonly folder: string;
  readonly schema: string;
  readonly installation: FlowerInstallation;
}

/** A folder with Flower's schema in it; afterwards no process of it is left. */
async function inPlace(body: (place: Place) => Promise<void>): Promise<void> {
  const python = flowerPython!;
  const installation = await flowerInstallation(python);
  await withTemporaryFolder(async (parent) => {
    const schema = join(parent, 'schema.json');
    writeDescriptors(schema, await flowerDescriptors({ python }));
    await body({ parent, folder: join(parent, 'run'), schema, installation });
    expect(processesWith(parent)).toEqual([]);
  });
}

function nodeCommand(url: string, { schema }: Place, node: NodeScript): string[] {
  return [process.execPath, script, JSON.stringify({ url, schema, ...node })];
}

interface Federating {
  readonly timeoutSeconds?: number;
  readonly url?: (address: string) => string;
  /** Ends the run after a round; default: after the last one. */
  readonly until?: (round: FederationRound) => boolean;
}

/** Runs rounds with these nodes. */
async function federate(
  place: Place,
  nodes: readonly NodeScript[],
  rounds: number,
  { timeoutSeconds = 60, url = (address) => `http://${address}`, until }: Federating = {},
): Promise<FederationRound[]> {
  const clients: SuperNodeCommand[] = nodes.map((node) => (superLink) => ({
    command: nodeCommand(url(superLink.address), place, node),
  }));
  const server = { rounds, minClients: 2, minAvailableClients: 2, timeoutSeconds };
  const done: FederationRound[] = [];
  for await (const round of runFederation({ ...place, model, clients, server })) {
    done.push(round);
    if (until?.(round)) break;
  }
  return done;
}

/** Runs rounds with nodes that reach the SuperLink through a proxy alone. */
async function federateThrough(
  proxy: FaultyProxy,
  place: Place,
  nodes: readonly NodeScript[],
  rounds: number,
  timeoutSeconds: number,
): Promise<FederationRound[]> {
  const address = await proxy.listen();
  const url = (target: string): string => {
    proxy.target = target;
    return address;
  };
  try {
    return await federate(place, nodes, rounds, { url, timeoutSeconds });
  } finally {
    await proxy.close();
  }
}

function logOf({ folder }: Place, client: number): string {
  const file = join(folder, 'logs', `client-${client}.log`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

flowerTest('a client killed in the midst of a round is given up, and the others finish', () =>
  inPlace(async (place) => {
    const kill = { round: 2, event: 'kill' } as const;
    const rounds = await federate(place, [{ shift: 1 }, { shift: 3 }, { shift: 5, at: kill }], 4);
    expect(rounds.map(({ round }) => round)).toEqual([1, 2, 3, 4]);
    expect(rounds[1].failures).not.toEqual([]);
    expect(rounds[3]).toMatchObject({ asked: 2, answered: 2, failures: [] });
  }),
);

flowerTest(
  'a client that is frozen and woken comes back',
  () =>
    inPlace(async (place) => {
      const freeze = { round: 2, event: 'freeze' } as const;
      const nodes = [{ shift: 1 }, { shift: 3 }, { shift: 5, at: freeze }];
      // The server gives a node up after two heartbeats, and goes on with the others.
      const rounds = await federate(place, nodes, 1000, {
        until: ({ round, answered }) => {
          if (round === 3)
            processesWith(`"shift":5`).forEach((pid) => process.kill(pid, 'SIGCONT'));
          return round > 3 && answered === 3;
        },
      });
      expect(rounds[1].failures).not.toEqual([]);
      expect(rounds[2].asked).toBe(2);
      expect(logOf(place, 3)).toMatch(/signed off/);
      expect(rounds.at(-1)).toMatchObject({ asked: 3, answered: 3 });
    }),
  600_000,
);

flowerTest(
  'a run ends well although 5 % of all requests are dropped and 5 % delayed',
  () =>
    inPlace(async (place) => {
      const faults = { dropRequests: 0.025, dropAnswers: 0.025, delays: 0.05, delaySeconds: 1 };
      const proxy = new FaultyProxy(randomFates(faults, Rng.fromSeed(11)));
      const nodes = [{ shift: 1 }, { shift: 3 }, { shift: 5 }];
      // A message whose delivery gets lost is waited for until the round's time is up.
      const rounds = await federateThrough(proxy, place, nodes, 4, 5);
      expect(rounds.map(({ round }) => round)).toEqual([1, 2, 3, 4]);
      expect(proxy.seen.droppedRequests).toBeGreaterThan(0);
      expect(proxy.seen.droppedAnswers).toBeGreaterThan(0);
      expect(proxy.seen.delayed).toBeGreaterThan(0);
    }),
  600_000,
);

flowerTest('a reply whose session got lost reaches the ServerApp, which waits for it already', () =>
  inPlace(async (place) => {
    let announcements = 0;
    const proxy = new FaultyProxy((path) => {
      if (!path.endsWith('/push-messages')) return {};
      announcements++;
      // The ServerApp asks for replies every quarter of a second.
      return announcements === 3
        ? { drop: 'answer' }
        : { delaySeconds: announcements === 4 ? 2 : 0 };
    });
    const rounds = await federateThrough(proxy, place, [{ shift: 1 }, { shift: 3 }], 3, 60);
    expect(rounds).toHaveLength(3);
    for (const round of rounds)
      expect(round).toMatchObject({ asked: 2, answered: 2, failures: [] });
    expect(proxy.seen).toMatchObject({ droppedAnswers: 1, delayed: 1 });
  }),
);

flowerTest('nodes find a SuperLink again that was restarted, and are known to it anew', () =>
  inPlace(async (place) => {
    const { installation, folder } = place;
    const port = await freePort();
    const superLink = (): ChildProcess =>
      new ChildProcess({
        name: 'SuperLink',
        command: [
          flowerProgram(installation, 'flower-superlink'),
          ...['--insecure', '--isolation', 'process', '--host', '127.0.0.1', '--port', `${port}`],
        ],
        env: flowerEnvironment(installation, join(folder, 'flower')),
        log: join(folder, 'logs', 'superlink.log'),
      });
    let server = superLink();
    const command = nodeCommand(`http://127.0.0.1:${port}`, place, { shift: 1 });
    const node = new ChildProcess({
      name: 'client 1',
      command,
      log: join(folder, 'logs', 'client-1.log'),
    });
    const activations = () => logOf(place, 1).match(/active as node \d+/g) ?? [];
    try {
      while (activations().length < 1 && !node.end) await pause(50);
      await server.stop(10);
      while (!logOf(place, 1).includes('ECONNREFUSED') && !node.end) await pause(50);
      server = superLink();
      while (activations().length < 2 && !node.end) await pause(50);
      expect(new Set(activations()).size).toBe(2);
    } finally {
      await node.stop(10);
      await server.stop(10);
    }
    expect(logOf(place, 1)).toMatch(/signed off/);
    expect(node.end).toMatchObject({ code: 0 });
  }),
);
