import { ArgumentError } from '../../core/errors';
import { imageAt } from '../../data/dataset';
import type { Dataset } from '../../data/dataset';
import type { Figure } from '../frame/figure';
import { answer } from './answer';
import { type Tile, tileFigure } from './tiles';

/** Images that stand in one row, with its name. */
export interface ImageRow {
  readonly name: string;
  readonly dataset: Dataset;
  /** A line below each image, such as how near it is to another; as many as images. */
  readonly captions?: readonly string[];
  /**
   * Instead of captions: the class that a model predicts for each image, written below it; a wrong
   * one in red, with the true class.
   */
  readonly predicted?: ArrayLike<number>;
}

/**
 * Images of several datasets, one row each: rebuilt ones below the true ones, or stamped ones below
 * clean ones with a model's answers. A shorter row ends early.
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
  const tiles = rows.flatMap(({ name, dataset, captions, predicted }) => {
    if (dataset.shape.join() !== shape.join()) {
      throw new ArgumentError('rows', 'all have the first one’s shape', dataset.shape);
    }
    if (captions && captions.length !== dataset.size) {
      const rule = `hold ${dataset.size} lines`;
      throw new ArgumentError(`captions of ${name}`, rule, captions.length);
    }
    if (predicted && predicted.length !== dataset.size) {
      const rule = `hold ${dataset.size} classes`;
      throw new ArgumentError(`predicted of ${name}`, rule, predicted.length);
    }
    return Array.from({ length: columns }, (_, i): Tile => {
      if (i >= dataset.size) return { image: undefined };
      if (predicted) {
        const told = answer(dataset, i, predicted);
        return { image: imageAt(dataset, i), ...told, hover: `${name}: ${told.hover}` };
      }
      const hover = `${name}: ${dataset.classNames[dataset.labels[i]]}`;
      return { image: imageAt(dataset, i), hover, ...(captions && { caption: captions[i] }) };
    });
  });
  return tileFigure({ title, tiles, shape, columns, rowNames: rows.map(({ name }) => name) });
}
