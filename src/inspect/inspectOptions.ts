import { path } from '../options/fields';
import type { Filled, OptionTable } from '../options/option';
import { take } from '../options/table';

const reason = 'the file itself says what it is';

/** The options of `npm run data -- inspect`. */
export const inspectOptions = {
  ...take(
    ['clientColumn', 'targetColumn', 'decimal', 'missingValues', 'imageColumn', 'labelColumn'],
    {
      clientColumn: { reason, needs: [], defaultText: 'none' },
      targetColumn: { reason, needs: [], help: 'the column to predict' },
      decimal: { reason, needs: [] },
      missingValues: { reason, needs: [] },
      imageColumn: {
        reason,
        needs: [],
        help: 'the column of a Parquet file that holds images',
        defaultText: 'none: a table',
      },
      labelColumn: { reason, needs: [{ option: 'imageColumn' }], defaultText: 'label' },
    },
  ),
  output: {
    schema: path(),
    placeholder: 'FILE',
    help: 'write the same with charts as an HTML page, which opens offline',
  },
} as const satisfies OptionTable;

export type InspectOptions = Filled<typeof inspectOptions>;
