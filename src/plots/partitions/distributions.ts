import { ArgumentError } from '../../core/errors';
import { labelCounts } from '../../data/dataset';
import type { Dataset } from '../../data/dataset';
import type { FederatedDataset } from '../../data/federatedDataset';
import { classTicks } from '../frame/classTicks';
import type { Figure } from '../frame/figure';
import type { NamedDataset } from '../images/named';
import { arrange, type Panel, panelWidth } from '../frame/panels';
import { axis, palette, sizes } from '../frame/theme';

export interface LabelHistogramsOptions {
  readonly title: string;
  /** Panels per row; default 3. */
  readonly columns?: number;
}

/** Between two panels, and to the left and right of all; see `arrange`. */
const columnGap = 24;

/** How many examples of each class each dataset has: one panel per dataset, all on one scale. */
export function labelHistograms(
  datasets: readonly NamedDataset[],
  options: LabelHistogramsOptions,
): Figure {
  if (datasets.length === 0) throw new ArgumentError('datasets', 'hold at least one', datasets);
  const { title, columns = Math.min(3, datasets.length) } = options;
  const counts = datasets.map(({ dataset }) => [...labelCounts(dataset)]);
  const range = [0, 1.05 * Math.max(1, ...counts.flat())];
  const width = panelWidth(columns, columnGap);
  const { classNames } = datasets[0].dataset;
  const ticks = classTicks(classNames, width);
  const panels = datasets.map(({ name }, index): Panel => {
    const atLeft = index % columns === 0;
    const atBottom = index + columns >= datasets.length;
    return {
      title: name,
      traces: [
        {
          type: 'bar',
          name,
          showlegend: false,
          x: counts[index].map((_, label) => label),
          y: counts[index],
          customdata: classNames,
          hovertemplate: '%{customdata}: %{y} examples<extra></extra>',
          marker: { color: palette[0] },
        },
      ],
      x: axis(atBottom ? 'label' : '', { ...ticks.axis, showgrid: false }),
      y: axis(atLeft ? 'examples' : '', { range, showticklabels: atLeft }),
    };
  });
  return arrange(panels, {
    title,
    columns,
    panelHeight: 150,
    columnGap,
    rowGap: 36 + ticks.below,
    bottom: 52 + ticks.below,
  });
}

/** How many training examples the clients have: a histogram over clients. */
export function clientSizes(
  federated: FederatedDataset<Dataset>,
  options: { title: string },
): Figure {
  const counts = federated.clientIds.map((id) => federated.clientSize(id).train);
  if (counts.length === 0) throw new ArgumentError('federated', 'have a client', federated);
  const panel: Panel = {
    traces: [
      {
        type: 'histogram',
        x: counts,
        nbinsx: 40,
        hovertemplate: '%{y} clients with %{x} examples<extra></extra>',
        marker: { color: palette[0], line: { color: '#FFFFFF', width: 1 } },
      },
    ],
    x: axis('training examples of a client', { showgrid: false }),
    y: axis('clients', { rangemode: 'tozero' }),
  };
  return arrange([panel], { title: options.title, panelHeight: sizes.panelHeight });
}
