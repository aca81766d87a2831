/** Files, synchronously; those of promises where bytes come in streams. */
export * from './node/files';
