import { wholeNumber } from '../../core/check';
import { counted } from '../../core/counted';
import type { Figure } from '../frame/figure';
import { scoreMatrix } from '../matrices/scoreMatrix';
import { type NamedTable, type SharedColumn, knownRows, sharedColumns } from './namedTable';

/** Options of {@link missingValues}. */
export interface MissingValuesOptions {
  readonly title: string;
  /** Names of columns; default: those of the first table. */
  readonly features?: readonly string[];
  /** The maximum number of clients drawn, from the first; default 30. */
  readonly clients?: number;
  /** The maximum number of columns drawn: those with the most missing values; default 12. */
  readonly most?: number;
}

/**
 * Which values each client lacks: its share of rows without a value in each column, beside its number of
 * rows. A column that a client does not have is missing in all of its rows.
 *
 * ```ts
 * await fl.show(fl.plots.missingValues(clients, { title: 'What the islands did not measure' }));
 * ```
 *
 * @param clients at least one table; a client without rows has empty cells
 */
export function missingValues(
  clients: readonly NamedTable[],
  options: MissingValuesOptions,
): Figure {
  const { title, features, clients: mostClients = 30, most = 12 } = options;
  wholeNumber('clients', mostClients, 1);
  wholeNumber('most', most, 1);
  const shown = clients.slice(0, mostClients);
  const all = sharedColumns(shown, features);
  const columns = fewest(all, most);
  const of = (drawn: number, total: number, which: string): string =>
    drawn < total ? ` (${which} ${drawn} of ${total})` : '';
  return scoreMatrix(
    {
      rows: shown.map(({ name, table }) => `${name}, ${counted(table.rows, 'row')}`),
      columns: columns.map(({ name }) => name),
      values: shown.map(({ table: { rows } }, client) =>
        columns.map((column) => (rows === 0 ? null : 1 - known(column, client) / rows)),
      ),
    },
    {
      title,
      yTitle: `client${of(shown.length, clients.length, 'the first')}`,
      xTitle: `column${of(columns.length, all.length, 'the least complete')}`,
      valueTitle: 'share missing',
    },
  );
}

/** The columns with the fewest values, in the table's order. */
function fewest(columns: readonly SharedColumn[], most: number): readonly SharedColumn[] {
  if (columns.length <= most) return columns;
  const values = columns.map((column) =>
    column.columns.reduce((sum, _, client) => sum + known(column, client), 0),
  );
  const order = columns.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const chosen = new Set(order.slice(0, most));
  return columns.filter((_, i) => chosen.has(i));
}

function known({ columns }: SharedColumn, client: number): number {
  const column = columns[client];
  return column ? knownRows(column) : 0;
}
