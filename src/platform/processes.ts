/** Other processes: Node.js only. */
export * from './node/processes';
