/** Paths of files, in the form of the machine. */
export { basename, delimiter, dirname, join, relative, resolve, sep } from 'node:path';
