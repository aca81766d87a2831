import { needsNode } from './needsNode';

const server = needsNode('a server of pages');
export const http = { createServer: server, request: server, Agent: server };
export const https = http;
export const once = server;
export const networkInterfaces = server;
export const X509Certificate = server;
export const pipeline = server;
export const Transform = server;
export const gzip = server;
