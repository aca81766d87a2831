/** What jest-circus uses of node:assert; no test throws it. */
export class AssertionError extends Error {}
