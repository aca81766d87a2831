import { basename } from '../platform/paths';
import { counted } from '../core/counted';
import { ArgumentError } from '../core/errors';
import type { LabelTable } from '../data/partition/labelTable';
import { quantileBins } from '../data/partition/quantileBins';
import { tableReadOptions } from '../options/clients/tableReadOptions';
import { listed } from '../options/listed';
import { featureHistograms } from '../plots/tables/featureHistograms';
import { missingValues } from '../plots/tables/missingValues';
import type { Figure } from '../plots/frame/figure';
import { column } from '../tables/column';
import { firstKnown, sortedNames } from '../tables/federated/columnKinds';
import { completeRows } from '../tables/federated/tableTarget';
import { unknownColumn } from '../tables/nearestName';
import type { BadRow } from '../tables/read/readRows';
import { inspectTable } from '../tables/read/inspectTable';
import type { TableSummary } from '../tables/read/inspectTable';
import type { ColumnSummary } from '../tables/read/columnSummary';
import { readTable } from '../tables/read/readTable';
import { selectRows } from '../tables/selectRows';
import type { Column, Table } from '../tables/table';
import { clientFigures, clientSections } from './clientSections';
import type { Finding, FindingSection } from './finding';
import type { InspectOptions } from './inspectOptions';

/** Problems that a terminal shows. */
const mostProblems = 20;

/** Charts of features are drawn of no more rows than this; a number's ranges are counted in every n-th beyond these. */
const [mostDrawn, mostSorted] = [200_000, 1_000_000];

/**
 * Looks through tables: what their columns hold, what would keep them from being read and, if their columns are named,
 * who has how many rows of what. Memory holds no rows but those of the named columns.
 */
export async function inspectRows(
  files: readonly string[],
  options: InspectOptions,
): Promise<Finding> {
  const { clientColumn, targetColumn } = options;
  const sections: FindingSection[] = [];
  const target = targetColumn === undefined ? undefined : listed(targetColumn)[0];
  let rows = 0;
  for (const file of files) {
    const summary = await inspectTable(file, tableReadOptions(options, []));
    checkNamed(summary, { '--client-column': clientColumn, '--target-column': target });
    rows += summary.rows;
    sections.push(...tableSections(summary));
  }
  const named = [clientColumn, target].filter((name) => name !== undefined);
  const drawn = options.output !== undefined && rows <= mostDrawn;
  if (named.length === 0 && !drawn) return { title: files.join(', '), sections, figures: () => [] };
  const whole = await readTable(files, {
    ...tableReadOptions(options, clientColumn === undefined ? [] : [clientColumn]),
    ...(!drawn && { columns: named }),
    onBadRow: 'drop',
  });
  const step =
    target !== undefined && column(whole, target).kind === 'number'
      ? Math.ceil(whole.rows / mostSorted)
      : 1;
  const table = step === 1 ? whole : selectRows(whole, everyNth(whole.rows, step));
  const found = named.length > 0 ? countsOf(table, clientColumn, target) : undefined;
  if (found) sections.push(...clientSections(found.counts, found.what), ...found.missing);
  if (step > 1) sections.push({ title: `Clients are counted in one of every ${step} rows` });
  return {
    title: files.join(', '),
    sections,
    figures: () => [
      ...(found ? clientFigures(found.counts, found.what) : []),
      ...(drawn ? tableFigures(table, clientColumn) : []),
    ],
  };
}

/** Every `step`-th row. */
function everyNth(rows: number, step: number): Uint32Array {
  return Uint32Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step);
}

function checkNamed(
  { columns, file }: TableSummary,
  options: Readonly<Record<string, string | undefined>>,
): void {
  const names = columns.map(({ name }) => name);
  for (const [option, name] of Object.entries(options)) {
    if (name !== undefined && !names.includes(name)) throw unknownColumn(option, name, names, file);
  }
  const [client, target] = Object.values(options);
  if (client === undefined || client !== target) return;
  throw new ArgumentError('--target-column', 'be another column than the clients’', target);
}

function tableSections({
  file,
  rows,
  columns,
  problems,
  problemCount,
}: TableSummary): FindingSection[] {
  const more = problemCount - Math.min(mostProblems, problems.length);
  return [
    {
      title: basename(file),
      lines: [`${counted(rows, 'row')}, ${counted(columns.length, 'column')}`],
      rows: columns.map((one) => ({
        column: one.name,
        type: one.kind,
        missing: one.missing === 0 ? '0' : `${one.missing} (${share(one.missing, rows)})`,
        values: valuesOf(one),
      })),
    },
    ...(problemCount > 0
      ? [
          {
            title: 'Problems',
            lines: [
              ...problems.slice(0, mostProblems).map(problemText),
              ...(more > 0 ? [`… and ${counted(more, 'more problem')}`] : []),
            ],
          },
        ]
      : []),
  ];
}

function problemText({ line, column: name, problem }: BadRow): string {
  const where = name === undefined ? '' : `, column ${JSON.stringify(name)}`;
  return `line ${line}${where}: ${problem}`;
}

function valuesOf({ kind, numbers, categories }: ColumnSummary): string {
  const short = (value: number): string => `${Number(value.toPrecision(5))}`;
  if (kind === 'number') {
    if (!numbers) return 'none';
    return `${short(numbers.min)} to ${short(numbers.max)}, mean ${short(numbers.mean)}`;
  }
  if (!categories || categories.distinct === 0) return 'none';
  const { distinct, complete, mostFrequent } = categories;
  const first = mostFrequent.slice(0, 4).map(({ category, count }) => `${text(category)} ${count}`);
  const many = complete ? `${distinct}` : `more than ${distinct}`;
  return distinct > first.length ? `${many} different: ${first.join(', ')}, …` : first.join(', ');
}

const text = (category: string): string =>
  category.length > 24 ? `${category.slice(0, 23)}…` : category;

const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

interface Counts {
  readonly counts: LabelTable;
  readonly what: string;
  readonly missing: readonly FindingSection[];
}

/** How many rows of each class, or of each range of a number, each client has. */
function countsOf(table: Table, client: string | undefined, target: string | undefined): Counts {
  const owners = client === undefined ? undefined : codesOf(column(table, client));
  const of = target === undefined ? undefined : column(table, target);
  const labels = of && codesOf(of);
  const clientNames = owners?.names ?? ['all rows'];
  const classNames = labels?.names ?? ['rows'];
  const counts = clientNames.map(() => new Uint32Array(classNames.length));
  let without = 0;
  for (let row = 0; row < table.rows; row++) {
    const owner = owners ? owners.codes[row] : 0;
    const label = labels ? labels.codes[row] : 0;
    if (owner < 0 || label < 0) without++;
    else counts[owner][label]++;
  }
  const order = clientNames.map((_, i) => i).filter((i) => counts[i].some((count) => count > 0));
  if (order.length === 0) throw new ArgumentError('--target-column', 'hold values', target);
  const lines = [
    ...(without > 0 ? [`${counted(without, 'row')} without a client or a target`] : []),
    ...(labels?.names.length === 1
      ? [`${JSON.stringify(target)} has a single value: there is nothing to learn`]
      : []),
  ];
  return {
    counts: {
      clientIds: order.map((i) => clientNames[i]),
      classNames,
      counts: order.map((i) => counts[i]),
    },
    what: target === undefined ? 'row' : of?.kind === 'number' ? `range of ${target}` : target,
    missing: lines.length > 0 ? [{ title: 'Problems of these columns', lines }] : [],
  };
}

/** A column's different values, and the place of each row's among them; −1 if it is missing. */
function codesOf(one: Column): {
  readonly codes: ArrayLike<number>;
  readonly names: readonly string[];
} {
  if (one.kind === 'category') {
    const names = sortedNames(one.categories);
    const order = new Map(names.map((name, place) => [name, place]));
    const places = one.categories.map((name) => order.get(name)!);
    return { codes: one.codes.map((code) => (code < 0 ? -1 : places[code])), names };
  }
  const known = one.values.filter((value) => !Number.isNaN(value));
  const { labels, classNames } = quantileBins(known);
  let next = 0;
  return {
    codes: Int32Array.from(one.values, (value) => (Number.isNaN(value) ? -1 : labels[next++])),
    names: classNames,
  };
}

/** What the features of each client look like. */
function tableFigures(table: Table, client: string | undefined): Figure[] {
  const parts = client === undefined ? [{ name: 'all rows', table }] : partsOf(table, client);
  const features = table.columns.map(({ name }) => name).filter((name) => name !== client);
  const known = features.filter((name) => firstKnown(column(table, name)) >= 0);
  if (known.length === 0) return [];
  const gaps = completeRows(table, features).firstMissing >= 0;
  return [
    featureHistograms(parts, { title: 'Values of each column', features: known }),
    ...(gaps ? [missingValues(parts, { title: 'Missing values', features })] : []),
  ];
}

function partsOf(table: Table, client: string): { readonly name: string; readonly table: Table }[] {
  const { codes, names } = codesOf(column(table, client));
  const rows = names.map((): number[] => []);
  for (let row = 0; row < codes.length; row++) if (codes[row] >= 0) rows[codes[row]].push(row);
  return names
    .map((name, i) => ({ name, rows: rows[i] }))
    .sort((a, b) => b.rows.length - a.rows.length)
    .map(({ name, rows: own }) => ({ name, table: selectRows(table, Uint32Array.from(own)) }));
}
