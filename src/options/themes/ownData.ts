import { listed } from '../listed';
import { choice, described, path, text, yes } from '../fields';
import type { Need, OptionTable } from '../option';

/** Data sets of your own files, as `--dataset` calls them. */
export const ownDatasetNames = ['table', 'parquet', 'image-folder'] as const;

export type OwnDatasetName = (typeof ownDatasetNames)[number];

/** Applies with one of these options only. */
function withFiles(option: string, ...or: readonly string[]): readonly Need[] {
  return [{ option, ...(or.length > 0 && { or }) }];
}

/** `32x32` -> [32, 32] */
export function imageSizeOf(size: string): readonly [height: number, width: number] | undefined {
  const [, height, width] = /^(\d{1,4})x(\d{1,4})$/.exec(size) ?? [];
  const sides = [Number(height), Number(width)] as const;
  return sides.every((side) => side >= 1) ? sides : undefined;
}

/** Names of columns, separated by commas. */
const columnNames = () => described(listed);

/** Files of your own in place of a data set, and what is in them. */
export const ownDataOptions = {
  table: {
    schema: columnNames(),
    placeholder: 'FILE',
    help: 'rows of your own: a CSV, TSV, JSON Lines or Parquet file, also .gz; several with commas between them are read as one',
    changeable: true,
  },
  parquet: {
    schema: columnNames(),
    placeholder: 'FILE',
    help: 'images of your own in a column of Parquet files, with commas between several',
    changeable: true,
  },
  imageFolder: {
    schema: path(),
    placeholder: 'DIR',
    help: 'PNG and JPEG images of your own: client/class/file, or class/file with a --partition',
    changeable: true,
  },
  clientColumn: {
    schema: text('the name of a column'),
    placeholder: 'NAME',
    help: 'the column that says whose each row is',
    defaultText: 'none: rows are divided by --partition',
    needs: withFiles('table', 'parquet'),
  },
  targetColumn: {
    schema: columnNames(),
    placeholder: 'NAME',
    help: 'the column to predict; or several columns of numbers, separated by commas',
    needs: withFiles('table'),
  },
  features: {
    schema: columnNames(),
    placeholder: 'LIST',
    help: 'the columns that the model sees, separated by commas; "a,b" in quotation marks is one name',
    defaultText: 'all other columns',
    needs: withFiles('table'),
  },
  categorical: {
    schema: columnNames(),
    placeholder: 'LIST',
    help: 'features whose numbers are codes of categories',
    defaultText: 'none',
    needs: withFiles('table'),
  },
  task: {
    schema: choice(['classification', 'regression']),
    help: 'whether the target is a class or a number',
    defaultText: 'classification for words, regression for numbers',
    needs: withFiles('table'),
  },
  decimal: {
    schema: choice(['.', ',']),
    help: 'the decimal mark of numbers in text',
    defaultText: '.',
    needs: withFiles('table'),
  },
  missingValues: {
    schema: columnNames(),
    placeholder: 'LIST',
    help: 'texts that stand for a missing value, besides nothing at all',
    defaultText: 'NA, NaN, null, ?',
    needs: withFiles('table'),
  },
  missingRows: {
    schema: choice(['refuse', 'drop']),
    help: 'what becomes of rows without a target or a client',
    defaultText: 'refuse',
    needs: withFiles('table'),
  },
  badRows: {
    schema: choice(['refuse', 'drop']),
    help: 'what becomes of rows that do not parse, and of broken images',
    defaultText: 'refuse',
    needs: withFiles('table', 'parquet', 'imageFolder'),
  },
  preprocessing: {
    schema: path(),
    placeholder: 'FILE',
    help: 'a run’s preprocessing.json, in place of statistics of these clients',
    needs: withFiles('table'),
    changeable: true,
  },
  imageColumn: {
    schema: text('the name of a column'),
    placeholder: 'NAME',
    help: 'the column with the images',
    defaultText: 'image',
    needs: withFiles('parquet'),
  },
  labelColumn: {
    schema: text('the name of a column'),
    placeholder: 'NAME',
    help: 'the column with their classes',
    defaultText: 'label',
    needs: withFiles('parquet'),
  },
  imageSize: {
    schema: text('HEIGHTxWIDTH, such as 32x32').refine((size) => imageSizeOf(size) !== undefined, {
      error: 'be HEIGHTxWIDTH, such as 32x32',
    }),
    placeholder: 'HxW',
    help: 'the size that images are resized to, such as 32x32',
    defaultText: 'theirs, if all are of one size',
    needs: withFiles('parquet', 'imageFolder'),
  },
  channels: {
    schema: choice(['gray', 'color']),
    help: 'whether images are gray or in color',
    defaultText: 'color',
    needs: withFiles('parquet', 'imageFolder'),
  },
  invert: {
    schema: yes(),
    help: 'dark on light becomes light on dark',
    needs: withFiles('parquet', 'imageFolder'),
  },
} as const satisfies OptionTable;
