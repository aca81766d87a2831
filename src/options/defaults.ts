import { needsMet } from './needs';
import type { Chosen, Filled, OptionTable, Values } from './option';

/** Fills in the defaults of a table. The result is in the table's order, without undefined values. */
export function withDefaults<Table extends OptionTable>(
  options: Table,
  given: Values<Table>,
): Filled<Table> {
  const chosen: Record<string, unknown> = { ...given };
  for (const [name, option] of Object.entries(options)) {
    if (chosen[name] === undefined && needsMet(option, chosen)) {
      const { default: value } = option;
      chosen[name] = typeof value === 'function' ? value(chosen) : value;
    }
  }
  return pick(options, chosen) as Filled<Table>;
}

/** Picks the options of a table. The result is in the table's order, without undefined values. */
export function pick<Given extends object, Name extends string>(
  options: Readonly<Record<Name, unknown>>,
  given: Given,
): Pick<Given, Name & keyof Given> {
  const values = given as Chosen;
  const names = Object.keys(options).filter((name) => values[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, values[name]])) as Pick<
    Given,
    Name & keyof Given
  >;
}
