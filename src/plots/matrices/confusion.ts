import { ArgumentError } from '../../core/errors';
import type { ConfusionMatrix } from '../../metrics/classification';
import { classTicks, nameWidth } from '../frame/classTicks';
import type { Figure } from '../frame/figure';
import { arrange } from '../frame/panels';
import { axis, sequentialScale, sizes } from '../frame/theme';

/** Up to this many classes, the counts are written into the cells. */
const mostWritten = 20;

/** Pixels: width and height of all cells together; room for the color scale. */
const side = 420;
const right = 96;

/**
 * How often each class was predicted as each other: one row per true class, colored by the fraction
 * of the row, with the number of examples in each cell.
 */
export function confusionMatrixFigure(
  matrix: ConfusionMatrix,
  classNames: readonly string[],
  options: { readonly title: string },
): Figure {
  if (classNames.length !== matrix.length || matrix.length === 0) {
    throw new ArgumentError('classNames', `hold ${matrix.length} names`, classNames.length);
  }
  const z = matrix.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return Array.from(row, (count) => (total === 0 ? 0 : count / total));
  });
  const classes = classNames.map((_, label) => label);
  const { axis: ticks, below } = classTicks(classNames, side);
  const style = { ...ticks, showgrid: false, ticks: '' };
  const left = Math.max(58, 44 + nameWidth(classNames));
  return arrange(
    [
      {
        traces: [
          {
            type: 'heatmap',
            x: classes,
            y: classes,
            z,
            zmin: 0,
            zmax: 1,
            colorscale: sequentialScale,
            xgap: 1,
            ygap: 1,
            text: matrix.map((row) => Array.from(row)),
            customdata: matrix.map((_, truth) =>
              classNames.map((guess) => `${classNames[truth]} taken for ${guess}`),
            ),
            ...(classNames.length <= mostWritten && { texttemplate: '%{text}' }),
            hovertemplate: '%{customdata}: %{text} (%{z:.1%} of the row)<extra></extra>',
            colorbar: {
              title: { text: 'fraction of the row', side: 'right', font: { size: sizes.text } },
              tickformat: '.0%',
              thickness: 12,
              len: 1,
              outlinewidth: 0,
            },
          },
        ],
        x: axis('predicted', style),
        y: axis('true', { ...style, tickangle: 0, range: [classNames.length - 0.5, -0.5] }),
      },
    ],
    {
      title: options.title,
      width: left + side + right,
      left,
      right,
      bottom: 52 + below,
      panelHeight: side,
    },
  );
}
