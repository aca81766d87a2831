/** Bytes with their conversions to and from text and numbers. */
export { Buffer, constants } from 'node:buffer';
