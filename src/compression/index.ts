/** Transforms that send an update in fewer bytes. */

export { CodecError } from './codec';
export type { Codec, CodecMoment, Coding } from './codec';
export { deflated } from './deflated';
export { drive } from './drive';
export type { DriveOptions } from './drive';
export { errorFeedback } from './errorFeedback';
export type { ErrorFeedbackOptions } from './errorFeedback';
export { float16 } from './float16';
export { lowRank } from './lowRank';
export { qsgd } from './qsgd';
export type { QsgdOptions } from './qsgd';
export { quantized } from './quantized';
export type { QuantizedOptions } from './quantized';
export { randomK } from './randomK';
export type { RandomKOptions } from './randomK';
export { rotated } from './rotated';
export { ternGrad } from './ternGrad';
export type { TernGradOptions } from './ternGrad';
export { topK } from './topK';
export type { TopKOptions } from './topK';
