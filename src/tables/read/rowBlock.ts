/** What stands in one place of a file: text, a number (JSON, Parquet), or nothing. */
export type Cell = string | number | null;

/** Some rows of a file, one after another. */
export interface RowBlock {
  /** The columns found so far; those of JSON Lines may grow from block to block. */
  readonly names: readonly string[];
  /** One cell per name; a row in `bad` may have more or fewer. */
  readonly rows: readonly (readonly Cell[])[];
  /** What is wrong with a row, by its place in `rows`. */
  readonly bad: ReadonlyMap<number, string>;
  /** The line of the file, 1 for the first, in which a row begins; in Parquet, the row. */
  readonly lineOf: (row: number) => number;
  /** In a file's first block: about how many rows the file has, if that can be said. */
  readonly expectedRows?: number;
}

/** A file's rows, a block at a time. */
export interface RowSource {
  readonly file: string;
  /** What `lineOf` counts. */
  readonly place: 'line' | 'row';
  /** Whether numbers are written as text, so that text may be a number. */
  readonly textual: boolean;
  /** Whether the first block names all columns. */
  readonly namesAreFixed: boolean;
  readonly blocks: AsyncIterable<RowBlock>;
}
