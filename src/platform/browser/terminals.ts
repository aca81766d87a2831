import { needsNode } from './needsNode';

export const createInterface = needsNode('reading lines of a terminal');
export const questions = needsNode('asking in a terminal');
