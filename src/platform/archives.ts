/** Zip archives. */
export * from './node/archives';
