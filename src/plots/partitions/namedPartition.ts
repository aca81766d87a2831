import { ArgumentError } from '../../core/errors';
import type { LabelTable } from '../../data/partition/labelTable';

/** A partition with its name in a figure. */
export interface NamedPartition {
  readonly name: string;
  readonly table: LabelTable;
}

/**
 * Returns the first table; checks that there is one, that each has a client and that all have the
 * same classes.
 */
export function checkTables(tables: readonly LabelTable[]): LabelTable {
  if (tables.length === 0) throw new ArgumentError('partitions', 'hold at least one', tables);
  const [first] = tables;
  tables.forEach(({ clientIds, classNames }, i) => {
    if (clientIds.length === 0) {
      throw new ArgumentError(`partitions[${i}]`, 'have a client', clientIds);
    }
    if (classNames.join('\n') !== first.classNames.join('\n')) {
      throw new ArgumentError(`partitions[${i}]`, 'have the first one’s classes', classNames);
    }
  });
  return first;
}
