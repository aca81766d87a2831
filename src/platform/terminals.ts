/** Lines from a stream, and questions at a terminal: Node.js only. */
export * from './node/terminals';
