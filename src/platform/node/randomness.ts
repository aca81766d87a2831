/** The system's cryptographic generator of random numbers. */
export { randomBytes, randomFillSync, randomInt, randomUUID } from 'node:crypto';
