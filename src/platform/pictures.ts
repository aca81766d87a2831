/** PNG files. */
export * from './node/pictures';
