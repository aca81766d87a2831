import { counted } from '../../core/counted';
import { column } from '../column';
import type { Table } from '../table';
import { isMissing, quoted, wordsOf } from './columnKinds';
import { constantFeatures } from './preprocessing';
import type { OneHotFeature, PreprocessedTarget, Preprocessing } from './preprocessing';
import type { SplitRows } from './splitRows';
import type { TableStatistics } from './statistics';

/** What notes are made of. */
export interface Findings {
  readonly clients: ReadonlyMap<string, { readonly table: Table } & SplitRows>;
  readonly target: PreprocessedTarget;
  readonly preprocessing: Preprocessing;
  readonly statistics: TableStatistics | undefined;
}

/** What somebody should know about clients' rows before training, one sentence each. */
export function notesOf(findings: Findings): string[] {
  return [
    ...sizeNotes(findings),
    ...targetNotes(findings),
    ...statisticsNotes(findings),
    ...missingNotes(findings),
    ...unknownNotes(findings),
  ];
}

function sizeNotes({ clients }: Findings): string[] {
  const single = ids(clients, ({ train, test }) => train.length + test.length === 1);
  return single.length === 0
    ? []
    : [`${have(single, 'one row', 'one row each')}, trained on and not tested: ${some(single)}.`];
}

function targetNotes({ clients, target }: Findings): string[] {
  if (target.kind === 'numbers') {
    const twoValued = target.names.filter((name) => {
      const values = new Set<number>();
      for (const { table, train } of clients.values()) {
        const one = column(table, name);
        if (one.kind === 'number') for (const row of train) values.add(one.values[row]);
        if (values.size > 2) return false;
      }
      return values.size === 2;
    });
    return twoValued.map(
      (name) =>
        `${quoted([name])} has two values only and is predicted as a number; task: 'classification' makes classes of them.`,
    );
  }
  const held = new Map([...clients].map(([id, one]) => [id, classesOf(one, target.name)]));
  const single = ids(clients, (_, id) => held.get(id)!.size === 1);
  const trained = new Set([...held.values()].flatMap((words) => [...words]));
  const untrained = target.classNames.filter((name) => !trained.has(name));
  return [
    ...(single.length > 0 && clients.size > 1
      ? [`${have(single, 'a single class', 'a single class each')} to train on: ${some(single)}.`]
      : []),
    ...(untrained.length > 0 ? [`No client trains on the class ${some(untrained)}.`] : []),
  ];
}

function classesOf({ table, train }: { table: Table } & SplitRows, name: string): Set<string> {
  const { codes, categories } = wordsOf(table, name);
  const found = new Set<number>();
  for (const row of train) found.add(codes[row]);
  return new Set(Array.from(found, (code) => categories[code]));
}

function statisticsNotes({ statistics, clients }: Findings): string[] {
  if (!statistics) return [];
  const lonely = statistics.features.flatMap((one) => {
    if (one.kind === 'number' || clients.size < 2) return [];
    const names = one.categories.filter((category) => category.clients === 1);
    return names.length === 0
      ? []
      : [`Of ${quoted([one.name])}, only one client has ${some(names.map(({ name }) => name))}.`];
  });
  return [
    ...constantFeatures(statistics).map(
      (name) =>
        `${quoted([name])} is the same in all training rows, so nothing is learned from it.`,
    ),
    ...lonely,
    ...statistics.reveals,
  ];
}

function missingNotes({ clients, preprocessing }: Findings): string[] {
  return preprocessing.features.flatMap((one) => {
    let [missing, rows] = [0, 0];
    const without = ids(clients, ({ table, train }) => {
      const own = column(table, one.name);
      let count = 0;
      for (const row of train) if (isMissing(own, row)) count++;
      missing += count;
      rows += train.length;
      return count === train.length;
    });
    if (missing === 0) return [];
    const substitute =
      one.kind === 'oneHot'
        ? 'its numbers are 0 there'
        : `${+one.fill.toPrecision(4)} stands for it`;
    const all = without.length > 0 ? `; none at all on ${some(without)}` : '';
    const what = `${quoted([one.name])} is missing in ${missing.toLocaleString('en-US')} of`;
    return [`${what} ${counted(rows, 'training row')}${all}; ${substitute}.`];
  });
}

/** Categories that rows have but the preprocessing does not: of test rows, too rare, or a new client's. */
function unknownNotes({ clients, preprocessing }: Findings): string[] {
  return preprocessing.features.flatMap((one) => {
    if (one.kind !== 'oneHot') return [];
    const counts = new Map<string, number>();
    for (const client of clients.values()) countUnknown(one, client, counts);
    if (counts.size === 0) return [];
    const rows = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const as = one.otherIndicator ? 'the number for others is 1' : 'all its numbers are 0';
    return [
      `${counted(rows, 'row')} with a category of ${quoted([one.name])} that the model does not know (${as}): ${some([...counts.keys()])}.`,
    ];
  });
}

function countUnknown(
  { name, categories }: OneHotFeature,
  { table, train, test }: { table: Table } & SplitRows,
  counts: Map<string, number>,
): void {
  const words = wordsOf(table, name);
  const unknown = words.categories.map((category) => !categories.includes(category));
  for (const rows of [train, test]) {
    for (const row of rows) {
      const code = words.codes[row];
      if (code < 0 || !unknown[code]) continue;
      const category = words.categories[code];
      counts.set(category, (counts.get(category) ?? 0) + 1);
    }
  }
}

type Client = { readonly table: Table } & SplitRows;

function ids(
  clients: ReadonlyMap<string, Client>,
  fits: (client: Client, id: string) => boolean,
): string[] {
  return [...clients].filter(([id, client]) => fits(client, id)).map(([id]) => id);
}

/** `1 client has one row`, `2 clients have one row each` */
function have(found: readonly string[], one: string, many: string): string {
  return found.length === 1
    ? `1 client has ${one}`
    : `${counted(found.length, 'client')} have ${many}`;
}

/** At most five names. */
function some(names: readonly string[]): string {
  return quoted(names.slice(0, 5)) + (names.length > 5 ? ', …' : '');
}
