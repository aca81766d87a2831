/** DEFLATE, zlib's and gzip's formats around it, and zlib's constants. */
export * from './node/deflate';
