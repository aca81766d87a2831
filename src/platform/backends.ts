/** What tfjs can run on here. */
export * from './node/backends';
