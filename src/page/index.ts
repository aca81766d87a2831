/**
 * The library's core in a page: `import * as fl from 'federated/browser'` – data, models, training,
 * strategies, simulation, privacy, codecs, secure aggregation. What needs files on disk, other programs or
 * ports says so when it is called. `federated/browser/whole` also has all metrics, tables, charts, attacks, what a
 * notebook's cells show, and the client of Flower federations.
 */

export * from '../everyday';

export * as core from '../core';
export * as data from '../data';
export * as models from '../models';
export * as aggregation from '../aggregation';
export * as updates from '../updates';
export * as privacy from '../privacy';
export * as compression from '../compression';
export * as secureAggregation from '../secureAggregation';
export * as training from '../training';
export * as strategies from '../strategies';
export * as simulation from '../simulation';

export { loadEmbeddedDigits } from './embeddedDigits';
export { mountFile } from '../platform/browser/mountFile';
