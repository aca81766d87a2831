import type { z } from 'zod';

/** What an option needs: another one with one of these values, or, without values, given at all. */
export interface Need {
  readonly option: string;
  readonly values?: readonly unknown[];
}

/** The values that options have so far. */
export type Chosen = Readonly<Record<string, unknown>>;

/** Everything that is known of an option; its name is its key in an {@link OptionTable}. */
export interface Option {
  /** Its range. The message of each issue is the rule alone: `be > 0`. */
  readonly schema: z.ZodType;
  /** What stands for a value in the help; a choice has its words there, a switch nothing. */
  readonly placeholder?: string;
  /** What it does, in half a sentence. */
  readonly help: string;
  /** A value, or what follows from the options that stand before it in the table. */
  readonly default?: string | number | boolean | ((chosen: Chosen) => unknown);
  /** The default in the words of the help, where its value does not say it. */
  readonly defaultText?: string;
  /** It may be given only where all of these hold, and has its default only there. */
  readonly needs?: readonly Need[];
  /** Algorithms that it belongs to, for the help. */
  readonly users?: readonly string[];
  /** What functions of the library call it in their errors. */
  readonly argument?: string;
  /** Whether a resumed run may have it otherwise: it changes no bit of the rounds done. */
  readonly changeable?: true;
  /** Why it is otherwise in this command than in the others. */
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

/** The options that have a value in any case. */
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
