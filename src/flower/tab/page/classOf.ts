/** The class that a file's folder or name begins with: `7/a.png`, `cat-12.jpg`, `cat.jpg`. */
export function classOf(path: string, classNames: readonly string[]): number {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const folder = classNames.indexOf(parts.at(-2) ?? '');
  if (folder >= 0) return folder;
  const begins = classNames.map((one) => {
    const next = name.charAt(one.length);
    const whole = name.startsWith(one) && !/[\p{L}\p{N}]/u.test(next);
    return whole ? one.length : -1;
  });
  const longest = Math.max(...begins);
  return longest < 0 ? -1 : begins.indexOf(longest);
}
