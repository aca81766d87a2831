/**
 * The number that figures and tables of a page carry: `3` for chapter 3, `A` for the appendix, `S3` for
 * the solutions of chapter 3.
 *
 * @param path in notebooks/, with forward slashes
 */
export function pageNumber(path: string): string {
  const [, folder, name] = /^(?:(.*)\/)?0*(\d+|[A-Z])-[^/]*$/.exec(path) ?? [];
  return name === undefined ? '' : `${folder === 'solutions' ? 'S' : ''}${name}`;
}
