import { wholeNumber } from '../../core/check';
import { classTicks } from '../frame/classTicks';
import type { Figure, PlotlyPart } from '../frame/figure';
import { legendLines } from '../frame/legendLines';
import { arrange, type Panel, panelWidth } from '../frame/panels';
import { axis, plainText, seriesColor } from '../frame/theme';
import { type NamedTable, sharedColumns } from './namedTable';
import { type FeatureShares, featureShares } from './shares';

/** Options of {@link featureHistograms}. */
export interface FeatureHistogramsOptions {
  readonly title: string;
  /** Names of columns; default: those of the first table. */
  readonly features?: readonly string[];
  /** Panels per row; default: as many as there are, at most 3. */
  readonly columns?: number;
  /** Ranges of equal width that numbers are counted in; default 20. */
  readonly bars?: number;
  /** The maximum number of clients drawn, from the first; default 7. */
  readonly clients?: number;
  /** The maximum number of features drawn, from the first; default 12. */
  readonly most?: number;
}

const columnGap = 48;

/** Letters of a word below an axis; the hover text has all of them. */
const longestName = 16;

/**
 * How features are distributed at each client: a panel for each feature, a color for each client. Heights
 * are shares of the client's known values, so that small clients can be compared with large ones. Numbers
 * are outlines over ranges of equal width; words, and numbers of which there are at most twelve different
 * ones, are bars side by side.
 *
 * ```ts
 * const clients = federated.clientIds.map((name) => ({ name, table: rowsOf(name) }));
 * await fl.show(fl.plots.featureHistograms(clients, { title: 'Penguins of three islands' }));
 * ```
 *
 * @param clients at least one table of raw values, missing ones included
 */
export function featureHistograms(
  clients: readonly NamedTable[],
  options: FeatureHistogramsOptions,
): Figure {
  const { bars = 20, clients: mostClients = 7, most = 12 } = options;
  wholeNumber('bars', bars, 1);
  wholeNumber('clients', mostClients, 1);
  wholeNumber('most', most, 1);
  const shown = clients.slice(0, mostClients);
  const all = sharedColumns(shown, options.features);
  const features = all.slice(0, most);
  const { columns = Math.min(3, features.length) } = options;
  wholeNumber('columns', columns, 1);
  const width = panelWidth(columns, columnGap);
  const drawn = features.map((feature) => {
    const shares = featureShares(feature, bars);
    const named = shares.kind === 'words' && shares.names.length > 0;
    const ticks = named ? classTicks(shares.names.map(shortened), width) : undefined;
    return {
      name: shares.names.length > 0 ? feature.name : `${feature.name}: no value`,
      shares,
      ticks,
    };
  });
  const panels = drawn.map(({ name, shares, ticks }, index): Panel => {
    const top = Math.max(0, ...shares.shares.flat()) || 1;
    const [low, high] = shares.range;
    const room = ticks ? 0 : 0.02 * (high - low);
    return {
      title: name,
      traces: shown.map((client, k) => trace(shares, k, { name: client.name, first: index === 0 })),
      x: axis('', {
        nticks: 6,
        ...ticks?.axis,
        ...(ticks && { ticktext: (ticks.axis.ticktext as string[]).map(plainText) }),
        range: [low - room, high + room],
        showgrid: false,
      }),
      y: axis(index % columns === 0 ? 'share of the rows' : '', {
        range: [0, 1.06 * top],
        nticks: 5,
        tickformat: top < 0.1 ? '.1%' : '.0%',
      }),
    };
  });
  const below = drawn.map(({ ticks }) => ticks?.below ?? 0);
  const lastRow = columns * (Math.ceil(drawn.length / columns) - 1);
  const figure = arrange(panels, {
    title: options.title + left(shown.length, clients.length, features.length, all.length),
    columns,
    columnGap,
    rowGap: 30 + Math.max(0, ...below.slice(0, lastRow)),
    bottom: 34 + Math.max(...below.slice(lastRow)),
    panelHeight: panels.length > 1 ? 150 : 240,
    legend: shown.length > 1,
    legendLines: legendLines(
      shown.map(({ name }) => name),
      panelWidth(),
    ),
  });
  return { ...figure, layout: { ...figure.layout, barmode: 'group', bargap: 0.25 } };
}

function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1).trimEnd()}…` : name;
}

/** What the title says of clients and features that are not drawn. */
function left(clients: number, ofClients: number, features: number, ofFeatures: number): string {
  const parts = [
    ...(clients < ofClients ? [`the first ${clients} of ${ofClients} clients`] : []),
    ...(features < ofFeatures ? [`${features} of ${ofFeatures} features`] : []),
  ];
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

function trace(
  { kind, names, range: [low, high], shares }: FeatureShares,
  client: number,
  { name, first }: { readonly name: string; readonly first: boolean },
): PlotlyPart {
  const text = plainText(name);
  const color = seriesColor(client);
  const own = shares[client];
  const width = (high - low) / names.length;
  const common = {
    name: text,
    legendgroup: text,
    showlegend: first,
    x: own.map((_, i) => (kind === 'words' ? i : low + (i + 0.5) * width)),
    y: own,
    customdata: own.map((_, i) => plainText(names[i])),
    hovertemplate: `${text}<br>%{customdata}: %{y:.1%}<extra></extra>`,
  };
  return kind === 'words'
    ? { type: 'bar', ...common, marker: { color, line: { width: 0 } } }
    : { type: 'scatter', mode: 'lines', ...common, line: { color, width: 2, shape: 'hvh' } };
}
