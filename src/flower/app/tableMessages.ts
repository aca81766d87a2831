import * as z from 'zod';
import { FederatedError } from '../../core/errors';
import { configRecord } from '../wire/objects/records';
import type { FlowerRecord, Records } from '../wire/objects/records';
import type { AppRequest } from './clientApp';

/*
 * What is said about tables before the first round: JSON in the config record `table`, and vectors of sums in
 * the array record `sums`. The server app's tables/exchange.py writes and reads the same.
 */

const record = 'table';

const column = z.object({
  name: z.string(),
  kind: z.enum(['number', 'category']),
  categories: z.array(z.string()).optional(),
});

/** The columns that clients agreed on, with the categories of all of them. */
const tableTerms = z.object({ features: z.array(column).min(1), target: column });

export type TableTerms = Readonly<z.infer<typeof tableTerms>>;

/** What a client has of a column that it wants to train on; `empty` without any value. */
export interface ToldColumn {
  readonly name: string;
  readonly kind: 'number' | 'category' | 'empty' | 'missing';
  /** Of categories: those of its rows. */
  readonly categories?: readonly string[];
}

/** What a client tells about its table. */
export interface ToldSchema {
  readonly features: readonly ToldColumn[];
  readonly target: ToldColumn;
}

/** A record with these texts. */
export function tableRecord(values: Readonly<Record<string, string>>): Records {
  return new Map<string, FlowerRecord>([[record, configRecord(values)]]);
}

/** A text in a message about tables. Throws a `FederatedError` if it is not there. */
export function tableText({ config }: Pick<AppRequest, 'config'>, name: string): string {
  const value = config.get(name);
  if (typeof value === 'string') return value;
  throw new FederatedError(`the message has no ${name}`);
}

/** A whole number in a message about tables. */
export function tableNumber({ config }: Pick<AppRequest, 'config'>, name: string): number {
  const value = config.get(name);
  if (typeof value === 'bigint' && value >= 0n && value < 2n ** 53n) return Number(value);
  throw new FederatedError(`the message has no whole number ${name}`);
}

/** The terms in a message. Throws a `FederatedError` for others. */
export function receivedTerms(request: Pick<AppRequest, 'config'>): TableTerms {
  const { data, error } = tableTerms.safeParse(parsedJson(tableText(request, 'terms')));
  if (data) return data;
  const [{ path, message }] = error.issues;
  throw new FederatedError(`terms.${path.join('.')}: ${message}`);
}

/** The value of JSON in a message. Throws a `FederatedError` for other text. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new FederatedError('the message is not JSON', { cause });
  }
}

/** A sum in a message. Throws a `FederatedError` if it is not there, or not finite. */
export function receivedSum({ arrays }: Pick<AppRequest, 'arrays'>, name: string): Float64Array {
  const array = arrays.get(name);
  if (array?.dtype === 'float64' && array.data.every(Number.isFinite)) return array.data;
  throw new FederatedError(`the message has no finite sum ${name}`);
}
