/** Paths of files, in the form of the machine. */
export * from './node/paths';
