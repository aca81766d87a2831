/** A column whose known values are all numbers. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** One number per row; NaN where the value is missing. */
  readonly values: Float64Array;
}

/** A column of words. */
export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  /** One place in `categories` per row; −1 where the value is missing. */
  readonly codes: Int32Array;
  /** The different values, in the order in which they occur. */
  readonly categories: readonly string[];
}

/** One column of a table. */
export type Column = NumberColumn | CategoryColumn;

/**
 * Rows with the same columns, as a spreadsheet or a database has them: what `readTable` makes of a file.
 */
export interface Table {
  /** Where the rows come from: a file's name. Errors begin with it. */
  readonly source: string;
  readonly rows: number;
  /** In the file's order; names are unique. */
  readonly columns: readonly Column[];
}
