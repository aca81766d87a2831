import { needsNode } from './needsNode';

export const createServer = needsNode('opening a port');
export const isIP = needsNode('addresses of networks');
