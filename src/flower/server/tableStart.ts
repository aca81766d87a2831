import { ArgumentError } from '../../core/errors';
import type { ChosenModel } from '../../options/clients/modelFor';
import type { Preprocessing } from '../../tables/federated/preprocessing';
import type { FullServerAppSettings } from './settings';
import { protectionOf } from './protection';

/** What a federation of tables begins with. */
export interface TableStart {
  readonly model: ChosenModel;
  /** Determines the initial weights. */
  readonly seed: number;
  /** The columns to train on; default those that more than half of the clients name. */
  readonly features?: readonly string[] | undefined;
  /** The column to predict; default the clients'. */
  readonly target?: string | undefined;
  /** Preprocessing that exists; default what follows from sums over the clients' rows. */
  readonly preprocessing?: Preprocessing | undefined;
}

/** Throws an `ArgumentError` if sums in the clear would break what protects the updates. */
export function checkSumsProtected(table: TableStart, settings: FullServerAppSettings): void {
  if (table.preprocessing) return;
  const { privacy, secure } = protectionOf(settings);
  const noise = privacy !== undefined && privacy.noiseMultiplier > 0;
  if (!secure && !noise) return;
  const what = secure ? 'secure aggregation' : 'noise';
  const rule = `be given with ${what}: sums over the clients’ rows would reach the server in the clear`;
  throw new ArgumentError('preprocessing', rule, undefined);
}

/** The lines about it in pyproject.toml. */
export function tableLines(table: TableStart | undefined): string[] {
  if (!table) return [];
  const { model, seed, features = [], target = '', preprocessing } = table;
  const json = preprocessing ? JSON.stringify(preprocessing) : '';
  return [
    '# The clients’ tables: the model that they make, the columns that the server names (else what more than',
    '# half of the clients have), and preprocessing if it is given (else sums over the clients’ rows).',
    '[tool.flwr.app.config.table]',
    `model = ${JSON.stringify(model)}`,
    `seed = ${seed}`,
    `features = ${JSON.stringify(JSON.stringify(features))}`,
    `target = ${JSON.stringify(target)}`,
    `preprocessing = ${JSON.stringify(json)}`,
    '',
  ].map((line) => line.replaceAll('\u007f', '\\u007f'));
}
