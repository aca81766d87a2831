/** The process's listeners for uncaught errors, which packages must not change. */
export * from './node/processListeners';
