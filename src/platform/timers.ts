/** Pauses: for a number of milliseconds, or until everything that waits has had its turn. */
export * from './node/timers';
