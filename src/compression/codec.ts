import { FederatedError } from '../core/errors';
import { checkLength } from '../core/parameters';
import type { ParameterSpec } from '../core/parameters';
import type { Rng } from '../core/rng';
import type { ClientMoment, UpdateTransform } from '../updates/updateTransform';
import { checkFinite } from './primitives/finite';

/** What an encoder can use: the sender's own randomness, and its memory between rounds. */
export type CodecMoment = Pick<ClientMoment, 'spec' | 'slot' | 'keep'> & { readonly rng: Rng };

/** How a codec turns a vector into bytes, and back. */
export interface Coding {
  /** In lower case, without `/`, `,`, `:` or spaces; the server finds the decoder by it. */
  readonly name: string;
  /** The decoder's name, if that is another one. */
  readonly wire?: string;
  /** What of the update it keeps for the client's next one, see `UpdateTransform`. */
  readonly remembers?: UpdateTransform['remembers'];
  /** Whether the expectation of what is decoded is the vector itself. */
  readonly unbiased: boolean;
  /**
   * Leaves the vector unchanged. All that the decoder needs besides the model's shapes is in the bytes.
   *
   * @throws ArgumentError for a vector that has another size than the model, or numbers that are not finite
   */
  readonly encode: (vector: Float32Array, at: CodecMoment) => Uint8Array;
  /** @throws CodecError for bytes that `encode` cannot have made for this model */
  readonly decode: (bytes: Uint8Array, spec: ParameterSpec) => Float32Array;
}

/** An encoding of updates as bytes, which is a transform, too: the server sees what it decodes. */
export interface Codec extends Omit<Coding, 'remembers'>, UpdateTransform {
  /** The name of the decoder: that of the codec inside if this one only keeps what it lost. */
  readonly wire: string;
  readonly client: NonNullable<UpdateTransform['client']>;
}

/** Bytes that are no encoding of an update of this model: truncated, too long, or out of range. */
export class CodecError extends FederatedError {
  override readonly name = 'CodecError';

  constructor(codec: string, rule: string, found: number | string) {
    super(`an update encoded as ${codec} must ${rule}, got ${found}`);
  }
}

/**
 * A codec as a transform: encodes an update, counts the bytes, and replaces the update by what the server
 * decodes from them. Measures the squared error relative to the squared norm, ‖Δ − Δ̂‖² / ‖Δ‖² (0 for an
 * update of zeros).
 *
 * ```ts
 * const doubles = fl.compression.makeCodec({ name: 'doubles', unbiased: true, encode, decode });
 * const transforms = [doubles];
 * ```
 *
 * The server of a real federation decodes only the codecs that it knows by name.
 */
export function makeCodec({ remembers, ...coding }: Coding): Codec {
  const { wire = coding.name } = coding;
  const encode: Coding['encode'] = (vector, at) => {
    checkLength(at.spec, 'update', vector);
    checkFinite(vector);
    return coding.encode(vector, at);
  };
  return {
    ...coding,
    wire,
    ...(remembers && { remembers }),
    encode,
    client(update, at) {
      const bytes = encode(update, at);
      const decoded = coding.decode(bytes, at.spec);
      const error = relativeError(update, decoded);
      update.set(decoded);
      const payload = { codec: wire, bytes };
      return { bytes: bytes.length, measures: { error }, payload };
    },
  };
}

/** ‖v − w‖² / ‖v‖², 0 if v is 0. */
export function relativeError(vector: Float32Array, other: Float32Array): number {
  let error = 0;
  let norm = 0;
  for (let i = 0; i < vector.length; i++) {
    const value = vector[i];
    const difference = value - other[i];
    error += difference * difference;
    norm += value * value;
  }
  return norm === 0 ? 0 : error / norm;
}
