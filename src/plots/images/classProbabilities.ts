import { ArgumentError } from '../../core/errors';
import { argMax } from '../../core/vector';
import { type Dataset, imageAt } from '../../data/dataset';
import { encodePng, pngDataUri } from '../../data/png';
import { classTicks } from '../frame/classTicks';
import type { Figure } from '../frame/figure';
import { arrange, type Panel } from '../frame/panels';
import { axis, bareAxis, colors, plainText } from '../frame/theme';

const mostImages = 6;
const panelWidth = 112;
const margins = { left: 52, right: 16, columnGap: 16 };

/**
 * Images with a model's predictions: each image, and below it a bar for the probability of every
 * class. The title of an image names its most probable class and, if different, the true one; or it
 * is the image's caption, if captions are given.
 *
 * @param dataset 1 to 6 images
 * @param probabilities `[size, classes]` row-major, in [0, 1]
 */
export function classProbabilities(
  dataset: Dataset,
  probabilities: ArrayLike<number>,
  options: { readonly title: string; readonly captions?: readonly string[] },
): Figure {
  const { size, classNames } = dataset;
  const { captions } = options;
  if (size < 1 || size > mostImages) {
    throw new ArgumentError('dataset', `hold 1 to ${mostImages} images`, size);
  }
  const rows = Array.from({ length: size }, (_, row) =>
    Array.from(classNames, (_name, label) => probabilities[row * classNames.length + label]),
  );
  const wrong = rows.flat().find((value) => !(value >= 0 && value <= 1 + 1e-6));
  if (probabilities.length !== size * classNames.length || wrong !== undefined) {
    const rule = `hold ${classNames.length} numbers in [0, 1] for each of ${size} images`;
    throw new ArgumentError('probabilities', rule, wrong ?? probabilities.length);
  }
  if (captions && captions.length !== size) {
    throw new ArgumentError('captions', `hold one for each of ${size} images`, captions.length);
  }
  const panels = [
    ...rows.map((row, index) =>
      imagePanel(dataset, index, captions?.[index] ?? verdict(dataset, index, row)),
    ),
    ...rows.map((row, index) => barPanel(dataset, index, row)),
  ];
  const { below } = classTicks(classNames, axisWidth(classNames));
  const { left, right, columnGap } = margins;
  return arrange(panels, {
    title: options.title,
    columns: size,
    width: Math.max(360, left + size * panelWidth + (size - 1) * columnGap + right),
    panelHeight: panelWidth,
    rowGap: 0,
    bottom: 44 + below,
    ...margins,
  });
}

/** The predicted class of an image and, if different, the true one. */
function verdict({ classNames, labels }: Dataset, index: number, row: readonly number[]): string {
  const predicted = argMax(row, 0, row.length);
  const guess = classNames[predicted];
  return predicted === labels[index] ? guess : `${guess}, is ${classNames[labels[index]]}`;
}

function imagePanel(dataset: Dataset, index: number, title: string): Panel {
  const [height, width] = dataset.shape;
  return {
    title,
    traces: [],
    images: [
      {
        source: pngDataUri(
          encodePng({ bytes: imageAt(dataset, index), shape: dataset.shape }, { scale: 4 }),
        ),
        x: width / 2,
        y: height / 2,
        xanchor: 'center',
        yanchor: 'middle',
        sizex: width,
        sizey: height,
        sizing: 'contain',
        layer: 'below',
      },
    ],
    x: bareAxis([0, width], { showline: true, mirror: true, linecolor: colors.grid }),
    y: bareAxis([height, 0], { showline: true, mirror: true, linecolor: colors.grid }),
  };
}

function barPanel({ classNames, labels }: Dataset, index: number, row: readonly number[]): Panel {
  const predicted = argMax(row, 0, row.length);
  const chosen = predicted === labels[index] ? colors.train : colors.wrong;
  const { axis: ticks } = classTicks(classNames, axisWidth(classNames));
  return {
    traces: [
      {
        type: 'bar',
        showlegend: false,
        x: classNames.map((_, label) => label),
        y: row,
        marker: {
          color: row.map((_, label) => (label === predicted ? chosen : colors.axis)),
          line: { width: 0 },
        },
        customdata: classNames.map(plainText),
        hovertemplate: '%{customdata}: %{y:.1%}<extra></extra>',
      },
    ],
    x: axis('', { ...ticks, showgrid: false, ticks: '', tickfont: { size: 10 } }),
    y: axis(index === 0 ? 'probability' : '', {
      range: [0, 1],
      tickvals: [0, 0.5, 1],
      tickformat: '.0%',
      showticklabels: index === 0,
    }),
  };
}

/** Width of a panel in terms of names of the usual size: single letters are written smaller. */
function axisWidth(classNames: readonly string[]): number {
  return classNames.every(({ length }) => length === 1) ? 1.5 * panelWidth : panelWidth;
}
