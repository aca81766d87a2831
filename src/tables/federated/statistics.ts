import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { Table } from '../table';
import { checkAmong, checkNames, quoted } from './columnKinds';
import { ownOf, statisticsVectors } from './statisticsVectors';
import type { FeatureStatistics, VectorOptions } from './statisticsVectors';
import { gathering } from './told';
import type { Told } from './told';

/**
 * Adds vectors of equal length, one per client: all that the server learns of them is the result. A
 * secure sum, or one with noise, goes here.
 */
export type VectorSum = (vectors: readonly Float64Array[]) => Float64Array | Promise<Float64Array>;

/** Options of {@link federatedStatistics}. */
export interface StatisticsOptions extends VectorOptions {
  /** The columns to describe. */
  readonly features: readonly string[];
  /** Columns of numbers that stand for categories, such as codes; default none. */
  readonly categorical?: readonly string[];
  /** Default: the exact sum, for which the server sees each client's vector. */
  readonly sum?: VectorSum;
  /** Whether each client tells its smallest and largest values; default false. */
  readonly revealRanges?: boolean;
}

/** What is known of the clients' rows together. */
export interface TableStatistics {
  /** Of all clients; not whole with noise. */
  readonly rows: number;
  readonly clients: number;
  /** In the order in which they were asked for. */
  readonly features: readonly FeatureStatistics[];
  /** One sentence for everything that clients told one by one, outside the sums. */
  readonly reveals: readonly string[];
}

/**
 * Describes the rows of all clients without bringing them together. Each client computes one vector from its
 * own rows, and only the sum of the vectors is used: counts and sums first, then, around the means from
 * these, the squared deviations. The results are those of the pooled rows up to rounding, however rows
 * are distributed.
 *
 * What it reveals: with an exact sum, what the statistics say, which is a lot about a federation of one or
 * two clients, or about a category of one row; noise in the sum hides that. With `bounds` for each column
 * of numbers and lists of `categories`, a single row changes no number of the two sums by more than 1, which
 * is what noise is scaled to (and a client of n rows none by more than n). Outside the sums clients tell
 * which kind each column has; the names of categories, unless listed, if they have `minimumRows` rows of them;
 * and their smallest and largest values, if `revealRanges` asks for them. `reveals` says so in words.
 *
 * ```ts
 * const { features } = await fl.tables.federatedStatistics([north, south], { features: ['age', 'sex'] });
 * ```
 *
 * @param clients one table each, or a function that makes it when it is needed (three times)
 * @throws ArgumentError for a column that a client does not have, for options out of range, and for a sum that is
 *   not one; DataError for a column that has numbers on some clients and words on others
 */
export async function federatedStatistics(
  clients: readonly (Table | (() => Table))[],
  options: StatisticsOptions,
): Promise<TableStatistics> {
  checkOptions(clients, options);
  const { features, sum = exactSum, bounds = {}, minimumRows = 1 } = options;
  const { categories = {}, revealRanges = false } = options;
  const categorical = [...(options.categorical ?? []), ...Object.keys(categories)];
  const at = (client: number): Table => {
    const one = clients[client];
    return typeof one === 'function' ? one() : one;
  };
  const answers = features.map((name) =>
    gathering({
      ...{ name, categorical: categorical.includes(name), minimumRows },
      ...{ tellsCategories: !Object.hasOwn(categories, name), tellsRange: revealRanges },
    }),
  );
  for (let client = 0; client < clients.length; client++) {
    const table = at(client);
    for (const { ask } of answers) ask(table);
  }
  const told = answers.map((one) => one.told());
  checkBounded(features, told, bounds);
  const vectors = statisticsVectors(
    features.map((name, i) => ({
      ...{ name, kind: told[i].kind, categories: told[i].categories },
      ...(revealRanges && { range: told[i].range }),
    })),
    options,
  );
  const summed = async (of: (table: Table) => Float64Array): Promise<Float64Array> => {
    const all = clients.map((_, client) => of(at(client)));
    const [{ length }] = all;
    return length > 0 ? checkedSum(await sum(all), length) : all[0];
  };
  const first = await summed(vectors.first);
  const second = await summed((table) => vectors.second(table, first));
  return {
    ...vectors.statistics(first, second),
    clients: clients.length,
    reveals: revealsOf(told, options),
  };
}

/** The sum of vectors of equal length, for which somebody sees each of them. */
function exactSum(vectors: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(vectors[0].length);
  for (const vector of vectors) for (let i = 0; i < total.length; i++) total[i] += vector[i];
  return total;
}

function checkedSum(total: Float64Array, size: number): Float64Array {
  if (total.length === size && total.every(Number.isFinite)) return total;
  const wrong = total.length === size ? total.find((value) => !Number.isFinite(value)) : total;
  throw new ArgumentError('sum', `return ${size} finite numbers`, wrong);
}

function revealsOf(told: readonly Told[], options: StatisticsOptions): string[] {
  const { features, categories = {}, minimumRows = 1, revealRanges = false, sum } = options;
  const named = features.filter(
    (name, i) => told[i].kind === 'category' && ownOf(categories, name) === undefined,
  );
  const ranged = features.filter((_, i) => revealRanges && told[i].kind === 'number');
  const least = minimumRows === 1 ? '' : ` of which it has at least ${minimumRows} rows`;
  return [
    ...(sum ? [] : ['The server sees each client’s counts and sums (no other sum was given).']),
    ...(named.length > 0 ? [`Each client names its categories of ${quoted(named)}${least}.`] : []),
    ...(ranged.length > 0
      ? [`Each client tells its smallest and largest values of ${quoted(ranged)}.`]
      : []),
  ];
}

function checkBounded(
  features: readonly string[],
  told: readonly Told[],
  bounds: NonNullable<StatisticsOptions['bounds']>,
): void {
  const wrong = features.find((name, i) => told[i].kind === 'category' && ownOf(bounds, name));
  if (wrong === undefined) return;
  throw new ArgumentError('bounds', 'name columns of numbers only, not of categories', wrong);
}

function checkOptions(clients: readonly unknown[], options: StatisticsOptions): void {
  const { features, bounds = {}, bins = 32, categories = {}, categorical = [] } = options;
  if (clients.length === 0) throw new ArgumentError('clients', 'hold at least one', clients);
  checkNames('features', features);
  checkAmong('categorical', categorical, features);
  checkAmong('bounds', Object.keys(bounds), features);
  checkAmong('categories', Object.keys(categories), features);
  wholeNumber('bins', bins, 1, 10_000);
  wholeNumber('minimumRows', options.minimumRows ?? 1, 1);
  wholeNumber('minimumClients', options.minimumClients ?? 1, 1);
  for (const [name, [low, high]] of Object.entries(bounds)) {
    if (Number.isFinite(high - low) && low < high) continue;
    throw new ArgumentError(
      `bounds.${name}`,
      'be [low, high] with low < high',
      `[${low}, ${high}]`,
    );
  }
  for (const [name, list] of Object.entries(categories)) {
    if (new Set(list).size === list.length && list.length > 0) continue;
    throw new ArgumentError(`categories.${name}`, 'list at least one category, each once', list);
  }
}
