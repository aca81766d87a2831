/** Paths in the files that a page holds in memory: with slashes, from the folder `/`. */
export { basename, delimiter, dirname, join, relative, resolve, sep } from 'pathe';
