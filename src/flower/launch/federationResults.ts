import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { readJsonFile } from '../../core/jsonFile';
import { readNpz } from '../../core/npz';
import { fromArrays } from '../../core/namedArrays';
import type { ParameterSpec } from '../../core/parameters';
import { FlowerError } from '../wire/errors';
import { roundsFolder } from './federation';

/** What one client answered in a round. */
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
 * @param round 0 for what the first round started from
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
 * What the clients answered in a round, in the order of their nodes' ids. The federation must have been
 * told to keep that, with `keepReplies`.
 */
export async function roundReplies(
  folder: string,
  spec: ParameterSpec,
  round: number,
): Promise<ClientReply[]> {
  wholeNumber('round', round, 1);
  const replies = join(roundsFolder(folder), 'replies');
  if (!existsSync(replies)) {
    throw new ArgumentError('folder', 'be of a federation with keepReplies', folder);
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
 * The node that each client's process was on the server, as in {@link ClientReply}: client 1's first, in
 * the order of `clients`. Those that ran in this process are not among them: their ids come with
 * `runSuperNode`'s `onNodeId`.
 *
 * @throws FlowerError for a client that never became active, or whose log is not one of JSON lines, as
 *   `typeScriptClients` write it
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
      if (node === undefined) throw new FlowerError(`${file} names no node that became active`);
      return node;
    });
}

/** The node's id in a line that says that it is active. */
function activeNode(line: string): string | undefined {
  try {
    const { event, nodeId } = JSON.parse(line) as Partial<Record<'event' | 'nodeId', unknown>>;
    return event === 'active' && typeof nodeId === 'string' ? nodeId : undefined;
  } catch {
    return undefined; // what another program writes
  }
}

function roundName(round: number): string {
  return `round-${String(round).padStart(3, '0')}`;
}
