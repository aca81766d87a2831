/**
 * A number and what it counts: `1 client`, `2 clients`, `1,000 examples`.
 *
 * @param one the singular noun
 * @param many the plural, if it is not the singular plus s
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
