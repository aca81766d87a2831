/**
 * The number that figures and tables of a page carry: `3` for chapter 3, `A` for appendix A, `S3` for
 * the solutions of chapter 3.
 *
 * @param path in notebooks/, with forward slashes
 */
export function pageNumber(path: string): string {
  const found = /^(?:(?<folder>.*)\/)?0*(?<name>\d+|[A-Z])-[^/]*$/.exec(path);
  if (!found) return '';
  const { folder, name } = found.groups!;
  return `${folder === 'solutions' ? 'S' : ''}${name}`;
}
