/** Lines from a stream, and questions at a terminal: Node.js only. */
export { createInterface } from 'node:readline';
export { createInterface as questions } from 'node:readline/promises';
