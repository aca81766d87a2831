/** Addresses and ports of this machine: Node.js only. */
export { createServer, isIP } from 'node:net';
export type { AddressInfo } from 'node:net';
