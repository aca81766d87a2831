/**
 * Turns a long table into a wide one: one row for each `row` name and one property for each
 * `column` name, both in order of first occurrence. A pair that occurs twice keeps its last value.
 *
 * ```ts
 * pivot(runs, { row: 'partition', column: ({ strategy }) => strategy, value: ({ accuracy }) => accuracy })
 *  // [{ partition: 'iid', fedavg: 0.9, scaffold: 0.91 }, …]
 * ```
 *
 * @param row the property that names a row, and its heading
 */
export function pivot<Entry extends object>(
  entries: Iterable<Entry>,
  choice: {
    readonly row: keyof Entry & string;
    readonly column: (entry: Entry) => string;
    readonly value: (entry: Entry) => unknown;
  },
): Record<string, unknown>[] {
  const rows = new Map<unknown, Record<string, unknown>>();
  for (const entry of entries) {
    const name = entry[choice.row];
    const row = rows.get(name) ?? { [choice.row]: name };
    rows.set(name, row);
    row[choice.column(entry)] = choice.value(entry);
  }
  return [...rows.values()];
}
