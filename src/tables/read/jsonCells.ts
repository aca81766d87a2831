import { isJsonObject } from '../../core/jsonFile';
import type { Cell } from './rowBlock';

/**
 * The cells of a JSON object, one per column, or what is wrong with it. Keys that come for the first time are
 * added to the columns; true and false are categories.
 */
export function jsonCells(object: unknown, columns: Map<string, number>): Cell[] | string {
  if (!isJsonObject(object)) return 'is not a JSON object';
  const entries = Object.entries(object);
  const nested = entries.find(([, value]) => typeof value === 'object' && value !== null);
  if (nested)
    return `column "${nested[0]}": holds ${Array.isArray(nested[1]) ? 'an array' : 'an object'}`;
  for (const [name] of entries) if (!columns.has(name)) columns.set(name, columns.size);
  const row = new Array<Cell>(columns.size).fill(null);
  for (const [name, value] of entries) {
    row[columns.get(name)!] = typeof value === 'boolean' ? String(value) : (value as Cell);
  }
  return row;
}
