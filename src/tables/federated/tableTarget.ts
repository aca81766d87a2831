import { counted } from '../../core/counted';
import { ArgumentError, DataError } from '../../core/errors';
import type { ClassTargets, NumberTargets } from '../../data/dataset';
import { column } from '../column';
import type { Column, Table } from '../table';
import { firstKnown, isMissing, numbersOf, quoted, sortedNames, wordsOf } from './columnKinds';
import type { PreprocessedTarget } from './preprocessing';

/** What is predicted: which class, or a number. */
export type TableTask = 'classification' | 'regression';

/** The most classes whose labels fit a byte. */
const mostClasses = 256;

/** The columns that a target is made of. */
export function targetColumns(target: PreprocessedTarget): readonly string[] {
  return target.kind === 'classes' ? [target.name] : target.names;
}

/** The rows with a value in each of these columns, and the first that lacks one; −1 if none does. */
export function completeRows(
  table: Table,
  names: readonly string[],
): { readonly rows: Uint32Array; readonly firstMissing: number } {
  const columns = names.map((name) => column(table, name));
  const complete = (row: number): boolean => !columns.some((one) => isMissing(one, row));
  const all = Uint32Array.from({ length: table.rows }, (_, row) => row);
  return { rows: all.filter(complete), firstMissing: all.findIndex((row) => !complete(row)) };
}

/**
 * The rows with a value in each of these columns, and a sentence about the others if there are any.
 *
 * @param leavesOut what a reader can write to leave such rows out
 * @throws DataError for a row without a value, unless such rows are to be dropped
 */
export function rowsToUse(
  table: Table,
  names: readonly string[],
  incompleteRows: 'refuse' | 'drop',
  leavesOut = `incompleteRows: 'drop'`,
): { readonly rows: Uint32Array; readonly note?: string } {
  const { rows, firstMissing } = completeRows(table, names);
  const dropped = table.rows - rows.length;
  if (dropped === 0) return { rows };
  const lacking = names.filter((name) => completeRows(table, [name]).rows.length < table.rows);
  const columns = lacking.map((name) => JSON.stringify(name)).join(' or ');
  const what = `${counted(dropped, 'row')} without a value of ${columns}`;
  if (incompleteRows === 'drop') {
    return { rows, note: `${table.source}: ${what} ${dropped === 1 ? 'was' : 'were'} dropped.` };
  }
  const problem = `${what}, the first in row ${firstMissing + 1}`;
  throw new DataError(table.source, `${problem}; ${leavesOut} leaves such rows out`);
}

/**
 * What the columns of these names are as targets: classes for one column of words, numbers otherwise.
 *
 * @throws DataError for words where numbers are needed, and for a single class or more than 256
 */
export function findTarget(
  tables: readonly Table[],
  names: readonly string[],
  wanted?: TableTask,
): PreprocessedTarget {
  if (taskOf(tables, names, wanted) === 'regression') {
    for (const table of tables) for (const name of names) numbersOf(table, name);
    return { kind: 'numbers', names };
  }
  if (names.length > 1) {
    throw new ArgumentError('target', 'be one column for classification', quoted(names));
  }
  const [name] = names;
  const { source } = tables[0];
  const kinds = kindsOf(tables, name);
  const numbers = kinds.indexOf('number');
  if (numbers >= 0 && kinds.includes('category')) {
    const problem = `column ${quoted(names)} has numbers, but words in`;
    throw new DataError(
      tables[numbers].source,
      `${problem} ${tables[kinds.indexOf('category')].source}`,
    );
  }
  const found = new Set<string>();
  for (const table of tables) {
    const { codes, categories } = wordsOf(table, name);
    for (const code of new Set(codes)) if (code >= 0) found.add(categories[code]);
  }
  const classNames = sortedNames(found);
  if (classNames.length === 1) {
    const problem = `column ${quoted(names)}, the target, has a single class, ${quoted(classNames)}`;
    throw new DataError(source, `${problem}: there is nothing to learn`);
  }
  if (classNames.length > mostClasses) {
    const problem = `column ${quoted(names)}, the target, has ${classNames.length} classes`;
    throw new DataError(source, `${problem}; at most ${mostClasses} are possible`);
  }
  return { kind: 'classes', name, classNames };
}

/** The task that is wanted, or else classification for one column of words. */
export function taskOf(
  tables: readonly Table[],
  names: readonly string[],
  wanted?: TableTask,
): TableTask {
  if (wanted !== undefined) return wanted;
  const words = names.length === 1 && kindsOf(tables, names[0]).includes('category');
  return words ? 'classification' : 'regression';
}

/** The kind of each table's column of this name; undefined if all of its values are missing. */
function kindsOf(tables: readonly Table[], name: string): (Column['kind'] | undefined)[] {
  return tables.map((table) => {
    const one = column(table, name);
    return firstKnown(one) < 0 ? undefined : one.kind;
  });
}

/**
 * The targets of a table's rows.
 *
 * @throws DataError for a missing target, and for a class that is not among the target's
 */
export function targetsOf(table: Table, target: PreprocessedTarget): ClassTargets | NumberTargets {
  const names = targetColumns(target);
  const { firstMissing } = completeRows(table, names);
  if (firstMissing >= 0) {
    const problem = `row ${firstMissing + 1} has no value of ${quoted(names)}, the target`;
    throw new DataError(table.source, problem);
  }
  if (target.kind === 'numbers') {
    const columns = target.names.map((name) => numbersOf(table, name).values);
    const targets = new Float32Array(table.rows * columns.length);
    columns.forEach((values, k) => {
      for (let row = 0; row < table.rows; row++) targets[row * columns.length + k] = values[row];
    });
    return { targets, targetNames: target.names };
  }
  const { codes, categories } = wordsOf(table, target.name);
  const places = categories.map((category) => target.classNames.indexOf(category));
  const labels = Uint8Array.from(codes, (code, row) => {
    if (places[code] >= 0) return places[code];
    const word = JSON.stringify(categories[code]);
    const problem = `row ${row + 1}: ${quoted(names)} is ${word}, which is no class of the model`;
    throw new DataError(table.source, `${problem} (${quoted(target.classNames)})`);
  });
  return { labels, classNames: target.classNames };
}
