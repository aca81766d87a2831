import { DataError } from '../../core/errors';
import { checkSchema } from '../../tables/schema';
import type { TableSchema } from '../../tables/schema';
import { firstKnown, wordsOf } from '../../tables/federated/columnKinds';
import type { Preprocessing } from '../../tables/federated/preprocessing';
import type { TableTask } from '../../tables/federated/tableTarget';
import type { Table } from '../../tables/table';
import type { ToldColumn, ToldSchema } from './tableMessages';

/** What the columns of a client's table are for. */
export interface TableColumns {
  /** Other columns are never told of. */
  readonly features: readonly string[];
  readonly target: string;
  /** Features of numbers that stand for categories. */
  readonly categorical?: readonly string[];
  /** Default: classification for a column of words, regression for numbers. */
  readonly task?: TableTask;
}

/** Names and kinds of the columns that are trained on, and the categories among them: no row. */
export function toldSchema(
  table: Table,
  { features, target, categorical = [], task }: TableColumns,
): ToldSchema {
  return {
    features: features.map((name) => told(table, name, categorical.includes(name))),
    target: told(table, target, task === 'classification'),
  };
}

function told(table: Table, name: string, asWords: boolean): ToldColumn {
  const found = table.columns.find((one) => one.name === name);
  if (!found) return { name, kind: 'missing' };
  if (firstKnown(found) < 0) return { name, kind: 'empty' };
  if (found.kind === 'number' && !asWords) return { name, kind: 'number' };
  const { codes, categories } = wordsOf(table, name);
  const used = new Set(codes);
  return { name, kind: 'category', categories: categories.filter((_, code) => used.has(code)) };
}

/**
 * Checks that a table has the columns of preprocessing, of their kinds.
 *
 * @throws DataError that names every column in which it differs, and no other
 */
export function checkColumns(table: Table, { features, target }: Preprocessing): void {
  const columns = [
    ...features.map(({ name, kind }) => ({ name, words: kind === 'oneHot' })),
    ...(target?.kind === 'classes' ? [{ name: target.name, words: true }] : []),
    ...(target?.kind === 'numbers' ? target.names.map((name) => ({ name, words: false })) : []),
  ];
  const schema = columns.map(({ name, words }): TableSchema[number] => {
    const found = table.columns.find((one) => one.name === name);
    // Numbers may stand for categories, and a column without any value for whatever is needed.
    if (found && (words || firstKnown(found) < 0) && found.kind === 'number') {
      return { name, kind: 'number' };
    }
    const category = words || (found && firstKnown(found) < 0 && found.kind === 'category');
    return category ? { name, kind: 'category', categories: [] } : { name, kind: 'number' };
  });
  try {
    checkSchema(table, schema);
  } catch (error) {
    throw error instanceof DataError ? new DataError('this client', error.problem) : error;
  }
}
