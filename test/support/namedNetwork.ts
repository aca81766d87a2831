import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that see a network of their own, in which names of a test mean this machine. */
export interface NamedNetwork {
  /** What comes before a command so that it runs in this network. */
  readonly enter: readonly string[];
  readonly close: () => Promise<void>;
}

/** Gives the names to loopback addresses for all programs below, and shows that it works. */
const setUp = 'ip link set lo up && mount --bind "$1" /etc/hosts && getent hosts "$2" > /dev/null';

const unshare = ['unshare', '--mount', '--net', 'sh', '-c'];

/** Why this machine cannot have such a network; undefined where it can. */
export function namedNetworkProblem(): string | undefined {
  if (process.platform !== 'linux') return 'no namespaces here';
  const [program, ...args] = unshare;
  const { status } = spawnSync(program, [...args, setUp, 'sh', '/etc/hosts', 'localhost']);
  return status === 0 ? undefined : 'network names of its own take root';
}

/**
 * Opens a network namespace with nothing but loopback, and a mount namespace with a hosts file that
 * knows one more name.
 *
 * @param folder takes the hosts file
 */
export async function namedNetwork(folder: string, name: string): Promise<NamedNetwork> {
  const hosts = join(folder, 'hosts');
  writeFileSync(hosts, `127.0.0.1 localhost\n::1 localhost\n127.0.0.2 ${name}\n`);
  const [program, ...args] = unshare;
  const script = `${setUp} && echo ready && exec cat`;
  const holder = spawn(program, [...args, script, 'sh', hosts, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'close');
  await Promise.race([
    once(holder.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('there is no such network here'))),
  ]);
  return {
    enter: ['nsenter', '--target', String(holder.pid), '--mount', '--net', '--'],
    close: async () => {
      holder.stdin.end();
      await ended;
    },
  };
}
