/** Servers of web pages, and the streams between them and others. */
export * as http from 'node:http';
export * as https from 'node:https';
export { once } from 'node:events';
export { networkInterfaces } from 'node:os';
export { X509Certificate } from 'node:crypto';
export { pipeline, Transform } from 'node:stream';
export { gzip } from 'node:zlib';
