/** A thread that never ends while native code runs in it. */
export * from './node/gate';
