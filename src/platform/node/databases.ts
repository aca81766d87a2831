/** SQLite files, read piece by piece. */
export { Database } from 'node-sqlite3-wasm';
export type { JSValue, NormalQueryResult } from 'node-sqlite3-wasm';
