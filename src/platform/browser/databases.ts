/** SQLite files cannot be read in a page: they are larger than its memory. */
export function Database(): never {
  throw new Error('SQLite files: not in a browser; this needs Node.js');
}
