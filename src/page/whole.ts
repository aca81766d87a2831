/** The whole library in a page: `import * as fl from 'federated/browser/whole'`. */
export * from '../index';
export { loadEmbeddedDigits } from './embeddedDigits';
export { mountFile } from '../platform/browser/mountFile';
export { nodeModules } from './nodeModules';
