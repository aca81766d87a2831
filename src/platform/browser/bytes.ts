import { Buffer } from 'buffer/';

export { Buffer };

/** The most bytes that an array holds, and the longest text. */
export const constants = { MAX_LENGTH: 2 ** 31 - 1, MAX_STRING_LENGTH: 2 ** 29 - 24 };
