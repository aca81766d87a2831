/** The system's cryptographic generator of random numbers. */
export * from './node/randomness';
