/**
 * A number and what it counts: `1 client`, `2 clients`, `1,000 examples`.
 *
 * @param one the noun for one; for others it takes an s
 * @param many the noun for others, where it takes more than an s
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
