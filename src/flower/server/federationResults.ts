import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { readJsonFile } from '../../core/jsonFile';
import { parametersOf, readNpz } from '../../core/npz';
import type { ParameterSpec } from '../../core/parameters';
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
  return parametersOf(spec, await readNpz(join(roundsFolder(folder), `${name}.npz`)));
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
      const parameters = parametersOf(spec, await readNpz(`${file}.npz`));
      const records = readJsonFile(`${file}.json`) as Record<string, Record<string, number>>;
      const metrics = Object.fromEntries(Object.values(records).flatMap(Object.entries<number>));
      return { node, parameters, metrics };
    }),
  );
}

function roundName(round: number): string {
  return `round-${String(round).padStart(3, '0')}`;
}
