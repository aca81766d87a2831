import { ArgumentError } from '../../core/errors';
import type { Table } from '../table';
import { applyPreprocessing } from './applyPreprocessing';
import type { Preprocessing, TableDataset } from './preprocessing';
import { targetsOf } from './tableTarget';

/**
 * The rows of a client that was never seen in training, as the model was trained on others': to evaluate it or to
 * train further. Without targets, `applyPreprocessing` gives the features alone.
 *
 * ```ts
 * const newClient = fl.tables.prepareRows(table, federation.preprocessing);
 * ```
 *
 * @param preprocessing with a target, as `federateTable` makes it
 * @throws ArgumentError for a missing column; DataError for a row without a target, for words where numbers were,
 *   and for an unknown class
 */
export function prepareRows(table: Table, preprocessing: Preprocessing): TableDataset {
  if (!preprocessing.target) {
    throw new ArgumentError('preprocessing', 'have a target, as that of federateTable', undefined);
  }
  const { features, width, names } = applyPreprocessing(preprocessing, table);
  return {
    features,
    shape: [width],
    featureNames: names,
    ...targetsOf(table, preprocessing.target),
    size: table.rows,
  };
}
