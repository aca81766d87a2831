/** Servers of web pages, and the streams between them and others: Node.js only. */
export * from './node/servers';
