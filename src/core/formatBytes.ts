import { counted } from './counted';

/** `28.9 kB`, `11.6 MB`, `4.71 GB`; three digits, powers of 1000. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? counted(value, 'byte') : `${Number(value.toPrecision(3))} ${units[unit]}`;
}
