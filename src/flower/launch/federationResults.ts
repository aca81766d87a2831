import { existsSync, readFileSync, readdirSync } from '../../platform/files';
import { join } from '../../platform/paths';
import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { readJsonFile } from '../../core/jsonFile';
import { readNpz } from '../../core/npz';
import { fromArrays } from '../../core/namedArrays';
import type { ParameterSpec } from '../../core/parameters';
import { FlowerError } from '../wire/errors';
import { roundsFolder } from './federation';

/** One client's answer in a round. */
export interface ClientReply {
  /** The node's id on the server, in decimal digits. */
  readonly node: string;
  /** The model after the client's training. */
  readonly parameters: Float32Array;
  /** `train_loss`, `num-examples` and whatever else it measured. */
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * The server's model after a round of a federation that {@link runFederation} ran.
 *
 * @param folder the federation's
 * @param round 0 for the initial model
 */
export async function roundParameters(
  folder: string,
  spec: ParameterSpec,
  round: number,
): Promise<Float32Array> {
  wholeNumber('round', round, 0);
  const name = round === 0 ? 'initial' : roundName(round);
  return fromArrays(spec, await readNpz(join(roundsFolder(folder), `${name}.npz`)));
}

/**
 * The clients' answers in a round, in the order of their nodes' ids. The federation must have been run
 * with `keepReplies`.
 */
export async function roundReplies(
  folder: string,
  spec: ParameterSpec,
  round: number,
): Promise<ClientReply[]> {
  wholeNumber('round', round, 1);
  const replies = join(roundsFolder(folder), 'replies');
  if (!existsSync(replies)) {
    throw new ArgumentError('folder', 'belong to a federation with keepReplies', folder);
  }
  const pattern = new RegExp(`^${roundName(round)}-(\\d+)\\.npz$`);
  const nodes = readdirSync(replies).flatMap((name) => pattern.exec(name)?.[1] ?? []);
  nodes.sort((a, b) => Number(BigInt(a) - BigInt(b)));
  return Promise.all(
    nodes.map(async (node) => {
      const file = join(replies, `${roundName(round)}-${node}`);
      const parameters = fromArrays(spec, await readNpz(`${file}.npz`));
      const records = readJsonFile(`${file}.json`) as Record<string, Record<string, number>>;
      const metrics = Object.fromEntries(Object.values(records).flatMap(Object.entries<number>));
      return { node, parameters, metrics };
    }),
  );
}

/**
 * The node id of each client's process, as in {@link ClientReply}, in the order of `clients`. Clients
 * that ran in this process are not included: `runSuperNode`'s `onNodeId` tells their ids.
 *
 * @throws FlowerError for a client that never became active, or whose log does not consist of JSON
 *   lines like those of `typeScriptClients`'
 */
export function clientNodes(folder: string): string[] {
  const logs = join(folder, 'logs');
  const names = existsSync(logs) ? readdirSync(logs) : [];
  const numbers = names.flatMap((name) => /^client-(\d+)\.log$/.exec(name)?.[1] ?? []).map(Number);
  return numbers
    .sort((a, b) => a - b)
    .map((number) => {
      const file = join(logs, `client-${number}.log`);
      const lines = readFileSync(file, 'utf8').split('\n');
      const node = lines.map(activeNode).findLast((id) => id !== undefined);
      if (node === undefined) throw new FlowerError(`${file} contains no node that became active`);
      return node;
    });
}

/** The node's id in a log line that reports it as active. */
function activeNode(line: string): string | undefined {
  try {
    const { event, nodeId } = JSON.parse(line) as Partial<Record<'event' | 'nodeId', unknown>>;
    return event === 'active' && typeof nodeId === 'string' ? nodeId : undefined;
  } catch {
    return undefined; // output of another program
  }
}

function roundName(round: number): string {
  return `round-${String(round).padStart(3, '0')}`;
}
