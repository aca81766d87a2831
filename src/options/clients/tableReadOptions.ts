import type { ReadOptions } from '../../tables/read/readOptions';
import { listed } from '../listed';
import type { DataSettings } from './dataSettings';

/** How a table is read, by the options. @param words columns that hold words even if they look like numbers */
export function tableReadOptions(
  {
    decimal,
    badRows,
    missingValues,
  }: Partial<Pick<DataSettings, 'decimal' | 'badRows' | 'missingValues'>>,
  words: readonly string[],
): ReadOptions {
  return {
    ...(decimal && { decimal }),
    ...(badRows && { onBadRow: badRows }),
    ...(missingValues !== undefined && { missing: ['', ...listed(missingValues)] }),
    types: Object.fromEntries(words.map((name) => [name, 'category' as const])),
  };
}
