/** Transforms that send an update in fewer bytes. */

export { codecNames, codecs, decodeUpdate, namedCodec } from './catalogue';
export type { CodecName, CodecSettings, NamedCodec, NamedCodecOptions } from './catalogue';
export { CodecError, makeCodec } from './codec';
export type { Codec, CodecMoment, Coding } from './codec';
export { commonPositions } from './commonPositions';
export type { CommonPositionsOptions } from './commonPositions';
export { commonRotation } from './commonRotation';
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
