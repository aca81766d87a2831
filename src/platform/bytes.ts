/** Bytes with their conversions to and from text and numbers. */
export * from './node/bytes';
