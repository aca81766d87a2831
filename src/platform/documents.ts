/** HTML pages in memory: Node.js only. */
export * from './node/documents';
