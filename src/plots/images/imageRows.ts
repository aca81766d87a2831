import { ArgumentError } from '../../core/errors';
import { imageAt } from '../../data/dataset';
import type { Dataset } from '../../data/dataset';
import type { Figure } from '../frame/figure';
import { type Tile, tileFigure } from './tiles';

/** Images that stand in one row, with its name. */
export interface ImageRow {
  readonly name: string;
  readonly dataset: Dataset;
  /** A line below each image, such as how near it is to another; as many as images. */
  readonly captions?: readonly string[];
}

/**
 * Images of several datasets, one row each: rebuilt ones below the true ones. A shorter row ends early.
 *
 * ```ts
 * const figure = fl.plots.imageRows([{ name: 'true', dataset: truth }, { name: 'rebuilt', dataset: rebuilt }], {
 *   title: 'What the server can rebuild',
 * });
 * ```
 *
 * @param rows at least one, all of the same shape
 */
export function imageRows(
  rows: readonly ImageRow[],
  { title }: { readonly title: string },
): Figure {
  if (rows.length === 0) throw new ArgumentError('rows', 'hold at least one', rows);
  const { shape } = rows[0].dataset;
  const columns = Math.max(...rows.map(({ dataset }) => dataset.size));
  const tiles = rows.flatMap(({ name, dataset, captions }) => {
    if (dataset.shape.join() !== shape.join()) {
      throw new ArgumentError('rows', 'all have the first one’s shape', dataset.shape);
    }
    if (captions && captions.length !== dataset.size) {
      const rule = `hold ${dataset.size} lines`;
      throw new ArgumentError(`captions of ${name}`, rule, captions.length);
    }
    return Array.from({ length: columns }, (_, i): Tile => {
      if (i >= dataset.size) return { image: undefined };
      const hover = `${name}: ${dataset.classNames[dataset.labels[i]]}`;
      return { image: imageAt(dataset, i), hover, ...(captions && { caption: captions[i] }) };
    });
  });
  return tileFigure({ title, tiles, shape, columns, rowNames: rows.map(({ name }) => name) });
}
