/** This library's own files, and those of the packages that it needs. */
export * from './node/packages';
