/** Pauses: for a number of milliseconds, or until everything that waits has had its turn. */
export { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
