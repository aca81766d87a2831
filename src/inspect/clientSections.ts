import { counted } from '../core/counted';
import type { LabelTable } from '../data/partition/labelTable';
import { partitionStatistics } from '../metrics/partitionStatistics';
import { partitionSizes } from '../plots/partitions/partitionSizes';
import { labelDistribution } from '../plots/partitions/partitions';
import type { Figure } from '../plots/frame/figure';
import type { FindingSection } from './finding';

/** Rows of the table of clients, and columns of classes, that a terminal shows. */
const [mostClients, mostClasses] = [20, 12];

/** Who has how many examples of what, and how much the clients differ. */
export function clientSections(table: LabelTable, what: string): FindingSection[] {
  const { clientIds, classNames, counts } = table;
  const { clients, sizes, totalVariation } = partitionStatistics(counts);
  const ranked = clientIds
    .map((id, client) => ({ id, counts: counts[client], size: sum(counts[client]) }))
    .sort((a, b) => b.size - a.size);
  const shown = ranked.slice(0, mostClients);
  const more = clients - shown.length;
  const named = classNames.length <= mostClasses;
  return [
    {
      title: clients === 1 ? 'Examples' : 'Clients',
      lines: [
        `${counted(clients, 'client')} with ${sizes.min} to ${sizes.max} examples each, ` +
          `${Number(sizes.mean.toPrecision(4))} on average (Gini coefficient ${sizes.gini.toFixed(2)})`,
        ...(clients > 1
          ? [
              `by ${what}: total variation from the whole ${totalVariation.mean.toFixed(2)} on average, ` +
                `${totalVariation.max.toFixed(2)} at most`,
            ]
          : []),
        ...(more > 0 ? [`the largest ${mostClients} of them:`] : []),
      ],
      rows: shown.map(({ id, size, counts: own }) => ({
        client: id,
        examples: size,
        ...(named
          ? Object.fromEntries(classNames.map((name, label) => [` ${name}`, own[label]]))
          : { 'different ones': own.filter((count) => count > 0).length }),
      })),
    },
  ];
}

/** The same as charts. */
export function clientFigures(table: LabelTable, what: string): Figure[] {
  const many = table.clientIds.length > 60;
  return [
    labelDistribution(table, {
      title: `Examples of each client, by ${what}`,
      kind: many ? 'heatmap' : 'bars',
      unit: many ? 'percent' : 'examples',
    }),
    partitionSizes([{ name: 'clients', table }], { title: 'Examples of each client' }),
  ];
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
