import { barGap, clientTicks } from './clientTicks';
import type { Figure } from '../frame/figure';
import { sizeOf } from './labelPanels';
import { type NamedPartition, checkTables } from './namedPartition';
import { arrange, type Panel, panelWidth } from '../frame/panels';
import { axis, palette, plainText } from '../frame/theme';

const columnGap = 20;

/**
 * How many examples each client of several partitions has: one panel per partition on one scale,
 * one bar per client, the largest first.
 *
 * ```ts
 * await fl.show(fl.plots.partitionSizes([{ name: 'α = 0.1', table }], { title: 'Examples per client' }));
 * ```
 */
export function partitionSizes(
  partitions: readonly NamedPartition[],
  options: { readonly title: string; /** Panels a row; default 3. */ readonly columns?: number },
): Figure {
  checkTables(partitions.map(({ table }) => table));
  const { title, columns = Math.min(3, partitions.length) } = options;
  const width = panelWidth(columns, columnGap);
  const ranked = partitions.map(({ table }) =>
    table.counts
      .map((row, client) => ({ id: table.clientIds[client], size: sizeOf(row) }))
      .sort((a, b) => b.size - a.size),
  );
  const top = Math.max(1, ...ranked.map(([largest]) => largest.size));
  const panels = ranked.map((clients, index): Panel => {
    const atLeft = index % columns === 0;
    const atBottom = index + columns >= ranked.length;
    return {
      title: partitions[index].name,
      traces: [
        {
          type: 'bar',
          showlegend: false,
          x: clients.map((_, rank) => rank + 1),
          y: clients.map(({ size }) => size),
          customdata: clients.map(({ id }) => plainText(id)),
          hovertemplate: '%{customdata}: %{y} examples<extra></extra>',
          marker: { color: palette[0], line: { width: 0 } },
        },
      ],
      x: axis(atBottom ? 'client, largest first' : '', {
        ...clientTicks(clients.length, width),
        showgrid: false,
      }),
      y: axis(atLeft ? 'examples' : '', {
        range: [0, 1.05 * top],
        nticks: 6,
        showticklabels: atLeft,
      }),
    };
  });
  const figure = arrange(panels, { title, columns, columnGap, rowGap: 30, panelHeight: 150 });
  const most = Math.max(...ranked.map(({ length }) => length));
  return { ...figure, layout: { ...figure.layout, bargap: barGap(most, width) } };
}
