import { ArgumentError } from '../../core/errors';

/** The kinds of files that hold tables. */
export type TableFormat = 'csv' | 'json' | 'jsonl' | 'parquet';

/** How the files of a table are read. */
export interface ReadOptions {
  /** The only columns to keep, in this order; memory holds no others. Default: all. */
  readonly columns?: readonly string[];
  /** What columns hold, where what is found in them must not decide: `{ zip: 'category' }`. */
  readonly types?: Readonly<Record<string, 'number' | 'category'>>;
  /** Texts that stand for a missing value. Default: nothing at all, `NA`, `NaN`, `null`, `?`. */
  readonly missing?: readonly string[];
  /** The decimal mark of numbers in text. Default: `.` */
  readonly decimal?: '.' | ',';
  /** One character between the fields of a CSV file. Default: found, among `,` `;` tab and `|`. */
  readonly delimiter?: string;
  /** A label of the Encoding Standard: `windows-1252`. Default: UTF-8, or UTF-16 if a byte order mark says so. */
  readonly encoding?: string;
  /** Whether the first line of a CSV file names the columns. Default: true */
  readonly header?: boolean;
  /** Names of all columns of a CSV file, instead of those in its first line. */
  readonly names?: readonly string[];
  /** Whether a row that does not parse is an error, or is dropped and reported. Default: `refuse` */
  readonly onBadRow?: 'refuse' | 'drop';
  /** Default: by the file's ending. */
  readonly format?: TableFormat;
  /** The most memory that the table may take, in bytes. Default: three quarters of what is free. */
  readonly memoryBytes?: number;
}

/** The texts that stand for a missing value unless `missing` names others. */
export const usualMissing: readonly string[] = ['', 'NA', 'NaN', 'nan', 'null', 'NULL', '?'];

const endings: Readonly<Record<string, TableFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  txt: 'csv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
};

/** The last ending of a file's name, without `.gz`: `tsv` for `a/b.TSV.gz`. */
export function endingOf(path: string): string {
  return /\.(\w+)$/.exec(path.toLowerCase().replace(/\.gz$/, ''))?.[1] ?? '';
}

/** The format of a file. @throws ArgumentError if its ending names none */
export function formatOf(path: string, options: ReadOptions): TableFormat {
  const ending = endingOf(path);
  if (options.format !== undefined) return options.format;
  if (Object.hasOwn(endings, ending)) return endings[ending];
  const known = Object.keys(endings).map((name) => `.${name}`);
  throw new ArgumentError('path', `end in ${known.join(', ')} (or give the format)`, path);
}

/** Throws an `ArgumentError` for an option out of range. */
export function checkReadOptions(options: ReadOptions): void {
  const { columns, delimiter, encoding, decimal, names, onBadRow, types = {} } = options;
  const { format, header, missing, memoryBytes } = options;
  if (columns && (columns.length === 0 || new Set(columns).size < columns.length)) {
    throw new ArgumentError('columns', 'name each column once, and at least one', columns);
  }
  const wrong = Object.entries(types).find(([, kind]) => !['number', 'category'].includes(kind));
  if (wrong) throw new ArgumentError(`types.${wrong[0]}`, "be 'number' or 'category'", wrong[1]);
  if (missing !== undefined && !Array.isArray(missing)) {
    throw new ArgumentError('missing', 'be an array of texts', missing);
  }
  if (delimiter !== undefined && (delimiter.length !== 1 || /["\r\n]/.test(delimiter))) {
    throw new ArgumentError('delimiter', 'be one character, no quote or line break', delimiter);
  }
  oneOf('decimal', decimal, ['.', ',']);
  oneOf('onBadRow', onBadRow, ['refuse', 'drop']);
  oneOf('format', format, ['csv', 'json', 'jsonl', 'parquet']);
  oneOf('header', header, [true, false]);
  if (decimal === ',' && delimiter === ',') {
    throw new ArgumentError('delimiter', 'not be the decimal mark', delimiter);
  }
  if (names?.length === 0) throw new ArgumentError('names', 'name the columns', names);
  if (memoryBytes !== undefined && !(memoryBytes > 0)) {
    throw new ArgumentError('memoryBytes', 'be > 0', memoryBytes);
  }
  if (encoding !== undefined) {
    try {
      new TextDecoder(encoding);
    } catch {
      throw new ArgumentError('encoding', 'be a label such as windows-1252', encoding);
    }
  }
}

function oneOf(argument: string, value: unknown, values: readonly unknown[]): void {
  if (value === undefined || values.includes(value)) return;
  throw new ArgumentError(argument, `be ${values.join(' or ')}`, value);
}
