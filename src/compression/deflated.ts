import { constants, deflateRawSync, inflateRawSync } from '../platform/deflate';
import type { ParameterSpec } from '../core/parameters';
import { CodecError, makeCodec } from './codec';
import type { Codec } from './codec';

/**
 * Huffman codes and runs of equal bytes, without a search for longer repetitions: on updates as small as
 * the slow settings make them or smaller, and close to the entropy of the packed numbers.
 */
const strategy = constants.Z_RLE;

/**
 * Sends a codec's bytes in the DEFLATE format (RFC 1951): fewer if some of its bytes are more frequent than
 * others. Nothing more is lost. The server finds the decoder under the codec's name and `+deflate`.
 *
 * ```ts
 * const { deflated, qsgd } = fl.compression;
 * const transforms = [deflated(qsgd({ bits: 4 }))];
 * ```
 */
export function deflated(codec: Codec): Codec {
  const wire = `${codec.wire}+deflate`;
  return makeCodec({
    name: `${codec.name}+deflate`,
    wire,
    remembers: codec.remembers,
    unbiased: codec.unbiased,
    encode: (vector, at) => deflateRawSync(codec.encode(vector, at), { strategy }),
    decode: (bytes, spec) => codec.decode(inflated(bytes, wire, spec), spec),
  });
}

function inflated(bytes: Uint8Array, wire: string, spec: ParameterSpec): Uint8Array {
  const maxOutputLength = mostBytes(spec);
  try {
    const result = inflateRawSync(bytes, { maxOutputLength, info: true }) as unknown as Inflated;
    if (result.engine.bytesWritten === bytes.length) return result.buffer;
  } catch (error) {
    throw new CodecError(wire, 'be in the DEFLATE format', (error as Error).message);
  }
  throw new CodecError(wire, 'end where its DEFLATE stream ends', 'more bytes');
}

/** What zlib returns if asked for `info`, which its types leave out. */
interface Inflated {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** More bytes than any codec makes of a model, so that no small message unpacks to a large one. */
function mostBytes({ size, tensors }: ParameterSpec): number {
  return 16 * size + 64 * tensors.length + 1024;
}
