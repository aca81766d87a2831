/** Transforms that send an update in fewer bytes. */

export { float16 } from './float16';
