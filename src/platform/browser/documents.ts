import { needsNode } from './needsNode';

export const openDocument = needsNode('drawing a chart as a picture without showing it');
