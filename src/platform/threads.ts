/** Threads that run a module of this library, and memory that they share. */
export * from './node/threads';
