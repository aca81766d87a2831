/** SQLite files cannot be read in a page: they are larger than its memory. */
export class Database {
  constructor() {
    throw new Error('SQLite files: not in a browser; this needs Node.js');
  }
}
