import type * as z from 'zod';

/** A condition: another option has one of these values or, without `values`, is given at all. */
export interface Need {
  readonly option: string;
  readonly values?: readonly unknown[];
  /** Others that will do in its place. */
  readonly or?: readonly string[];
}

/** The values of options so far. */
export type Chosen = Readonly<Record<string, unknown>>;

/** Everything about an option except its name, which is its key in an {@link OptionTable}. */
export interface Option {
  /** Its range. Each issue's message is just the rule: `be > 0`. */
  readonly schema: z.ZodType;
  /** Placeholder for its value in the help. A choice lists its names instead, a switch has none. */
  readonly placeholder?: string;
  /** What it does, in half a sentence. */
  readonly help: string;
  /** A value, or a function of the options that precede it in the table. */
  readonly default?: string | number | boolean | ((chosen: Chosen) => unknown);
  /** How the help words the default, if the value alone does not tell. */
  readonly defaultText?: string;
  /** The option may be given, and has its default, only if all of these hold. */
  readonly needs?: readonly Need[];
  /** Algorithms that use it, for the help. */
  readonly users?: readonly string[];
  /** Its name in errors of the library's functions, if different. */
  readonly argument?: string;
  /** Whether a resumed run may change it: it does not affect the rounds already done. */
  readonly changeable?: true;
  /** Why it differs in this command. */
  readonly reason?: string;
}

/** Options by name, in the order of the help: `clientsPerRound` is `--clients-per-round`. */
export type OptionTable = Readonly<Record<string, Option>>;

type Value<Entry extends Option> = z.output<Entry['schema']>;

/** The values of a table's options, each of which may be left out. */
export type Values<Table extends OptionTable> = {
  readonly [Name in keyof Table]?: Value<Table[Name]> | undefined;
};

type Default<Entry> = Entry extends { readonly default: infer Given }
  ? Given extends (...chosen: never) => infer Result
    ? Result
    : Given
  : undefined;

/** The options that always have a value. */
type Always<Table> = {
  [Name in keyof Table]: Table[Name] extends { readonly needs: unknown }
    ? never
    : undefined extends Default<Table[Name]>
      ? never
      : Name;
}[keyof Table];

/** The values of a table's options with the defaults filled in. */
export type Filled<Table extends OptionTable> = Values<Table> & {
  readonly [Name in Always<Table>]: Value<Table[Name]>;
};
