import { wholeNumber } from '../../core/check';
import type { LabelTable } from '../../data/partition/labelTable';
import { nameWidth } from '../frame/classTicks';
import { barGap } from './clientTicks';
import type { Figure, PlotlyPart } from '../frame/figure';
import { legendLines } from '../frame/legendLines';
import { type LabelStyle, heatmapHeight, labelPanel, sizeOf } from './labelPanels';
import { type NamedPartition, checkTables } from './namedPartition';
import { arrange } from '../frame/panels';
import { sizes } from '../frame/theme';

export interface LabelDistributionOptions extends LabelStyle {
  readonly title: string;
  /** The maximum number of clients drawn, from the first; default 100. */
  readonly clients?: number;
}

export interface PartitionComparisonOptions extends LabelDistributionOptions {
  /** Panels per row; default 3. */
  readonly columns?: number;
  /**
   * Whether all panels share one scale, so that heights can be compared between them, or each has
   * its own, so that one tall bar does not flatten the others; default shared.
   */
  readonly scale?: 'shared' | 'own';
}

/** With more classes than this there is no legend; the hover text names them. */
const mostInLegend = 20;
const columnGap = 20;
/** Gap between columns if every panel has its own scale. */
const ownScaleGap = 48;

/**
 * Which labels each client has: stacked bars or a heatmap, as counts or percentages.
 *
 * ```ts
 * await fl.show(fl.plots.labelDistribution(fl.data.clientLabels(digits), { title: 'Labels' }));
 * ```
 */
export function labelDistribution(table: LabelTable, options: LabelDistributionOptions): Figure {
  return draw([{ table }], { ...options, columns: 1, tall: true });
}

/**
 * Several partitions of data with the same classes side by side, one panel each: bars or heatmaps as
 * in `labelDistribution`.
 */
export function partitionComparison(
  partitions: readonly NamedPartition[],
  options: PartitionComparisonOptions,
): Figure {
  const { columns = Math.min(3, Math.max(1, partitions.length)) } = options;
  return draw(partitions, { ...options, columns, tall: false });
}

function draw(
  partitions: readonly { readonly name?: string; readonly table: LabelTable }[],
  options: PartitionComparisonOptions & { readonly columns: number; readonly tall: boolean },
): Figure {
  const { title, columns, tall, kind = 'bars', unit = 'examples', clients = 100 } = options;
  // Shares have one scale anyway, and heatmaps one color bar.
  const own = options.scale === 'own' && kind === 'bars' && unit === 'examples';
  wholeNumber('columns', columns, 1);
  wholeNumber('clients', clients, 1);
  const shown = partitions.map(({ table }) => firstClients(table, clients));
  const { classNames } = checkTables(shown);
  const left = kind === 'heatmap' ? Math.max(58, 44 + nameWidth(classNames)) : 66;
  const gap = own ? ownScaleGap : columnGap;
  const right = kind === 'heatmap' ? 96 : 16;
  const width = (sizes.width - left - right - (columns - 1) * gap) / columns;
  const tops = shown.map(({ counts }) => Math.max(1, ...counts.flatMap(largest(kind))));
  const panels = shown.map((table, index) => {
    const { name } = partitions[index];
    return labelPanel(
      table,
      { kind, unit },
      {
        ...(name !== undefined && { title: name }),
        width,
        top: own ? tops[index] : Math.max(...tops),
        clients: partitions[index].table.clientIds.length,
        atLeft: index % columns === 0,
        scaled: own || index % columns === 0,
        atBottom: index + columns >= shown.length,
        first: index === 0,
      },
    );
  });
  const legend = kind === 'bars' && classNames.length <= mostInLegend;
  const figure = arrange(panels, {
    title,
    columns,
    left,
    right,
    columnGap: gap,
    rowGap: 30,
    panelHeight: panelHeight(kind, tall, classNames.length),
    legend,
    legendLines: legend ? legendLines(classNames, sizes.width - left - right) : 1,
  });
  return { ...figure, layout: { ...figure.layout, ...stacked(kind, width, shown) } };
}

/** The values that the scale must cover: a client's bar, or its cells. */
function largest(kind: 'bars' | 'heatmap'): (row: Uint32Array) => number[] {
  return (row) => (kind === 'bars' ? [sizeOf(row)] : [...row]);
}

function panelHeight(kind: 'bars' | 'heatmap', tall: boolean, classes: number): number {
  if (kind === 'heatmap') return heatmapHeight(classes);
  return tall ? sizes.panelHeight : 170;
}

/** The layout of stacked bars, which touch one another if there are many clients. */
function stacked(
  kind: 'bars' | 'heatmap',
  width: number,
  shown: readonly LabelTable[],
): PlotlyPart {
  if (kind !== 'bars') return {};
  const most = Math.max(...shown.map(({ clientIds }) => clientIds.length));
  return { barmode: 'stack', bargap: barGap(most, width) };
}

function firstClients({ clientIds, classNames, counts }: LabelTable, count: number): LabelTable {
  return { clientIds: clientIds.slice(0, count), classNames, counts: counts.slice(0, count) };
}
