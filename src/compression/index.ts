/** Transforms that send an update in fewer bytes. */

export { CodecError } from './codec';
export type { Codec, CodecMoment } from './codec';
export { float16 } from './float16';
