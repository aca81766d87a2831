import { upTo } from '../core/check';
import { relativeError } from './codec';
import type { Codec, CodecMoment } from './codec';

/** How long what was lost is remembered. */
export interface ErrorFeedbackOptions {
  /** What was lost is multiplied by it before it is added to the next update: > 0 and at most 1. Default 1. */
  readonly decay?: number;
}

/**
 * Adds to an update what the codec lost of the client's earlier ones, and keeps what it loses of the sum
 * (Karimireddy et al. 2019, Algorithm 2): e ← (Δ + e) − decode(encode(Δ + e)), in the client's slots. So all
 * that was decoded, and what is kept, sum up to all updates (without decay). It needs a codec that takes
 * something of each vector off: a relative squared error of at most 1 − δ with 0 < δ ≤ 1, as `topK`,
 * `lowRank`, `drive` with the scale of the least error and `randomK` with `unbiased: false` have; what
 * is kept then stays bounded (their Lemma 3).
 *
 * The server decodes it as it decodes the codec's bytes. Measures the `error` of encoding Δ + e, and `kept`,
 * the norm of the new e.
 *
 * ```ts
 * const { drive, errorFeedback } = fl.compression;
 * const transforms = [errorFeedback(drive({ scale: 'leastError' }))];
 * ```
 *
 * @throws ArgumentError for a decay outside (0, 1]
 */
export function errorFeedback(codec: Codec, { decay = 1 }: ErrorFeedbackOptions = {}): Codec {
  upTo('decay', decay, 1);
  const name = `${codec.name}-feedback`;
  const encoded = (update: Float32Array, at: CodecMoment) => {
    const lost = at.slot(name);
    const sum = update.slice();
    if (lost?.length === sum.length) for (let i = 0; i < sum.length; i++) sum[i] += decay * lost[i];
    const bytes = codec.encode(sum, at);
    const decoded = codec.decode(bytes, at.spec);
    const error = relativeError(sum, decoded);
    let squares = 0;
    for (let i = 0; i < sum.length; i++) {
      sum[i] -= decoded[i];
      squares += sum[i] * sum[i];
    }
    at.keep(name, sum);
    return { bytes, decoded, measures: { error, kept: Math.sqrt(squares) } };
  };
  return {
    name,
    unbiased: false,
    remembers: 'errors',
    wire: codec.wire,
    encode: (update, at) => encoded(update, at).bytes,
    decode: codec.decode,
    client(update, at) {
      const { bytes, decoded, measures } = encoded(update, at);
      update.set(decoded);
      return { bytes: bytes.length, measures, payload: { codec: codec.wire, bytes } };
    },
  };
}
