/**
 * The library in a page: `import * as fl from 'federated/browser'`. What needs files on disk, other
 * programs or ports says so when it is called.
 */
export * from '../index';
export { loadEmbeddedDigits } from './embeddedDigits';
export { mountFile } from '../platform/browser/mountFile';
