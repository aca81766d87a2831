/** SQLite files: Node.js only. */
export * from './node/databases';
