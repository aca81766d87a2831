/** Addresses and ports of this machine: Node.js only. */
export * from './node/sockets';
