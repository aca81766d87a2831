import { ArgumentError } from '../core/errors';
import type { ParameterSpec } from '../core/parameters';
import type { Payload } from '../updates/updateTransform';
import { CodecError } from './codec';
import type { Codec } from './codec';
import { float16 } from './float16';

/** What codecs take; each has a default of its own. */
export interface CodecSettings {
  /** Bits of a number, 1 to 16. */
  readonly bits?: number | undefined;
  /** The share of the numbers that are sent, in (0, 1). */
  readonly share?: number | undefined;
  /** Columns of the two factors that stand for a matrix, at least 1. */
  readonly rank?: number | undefined;
  /** Tensors with fewer numbers are sent as they are. */
  readonly threshold?: number | undefined;
}

export type CodecSetting = keyof CodecSettings;

/** A codec that is chosen by name, described. */
export interface NamedCodec {
  /** What it does, in one line. */
  readonly summary: string;
  readonly takes: readonly CodecSetting[];
  readonly make: (settings: CodecSettings) => Codec;
}

const entries = {
  float16: { summary: 'numbers in half precision', takes: [], make: () => float16() },
} as const satisfies Readonly<Record<string, NamedCodec>>;

/** The name of a codec, as commands, config files and messages use it. */
export type CodecName = keyof typeof entries;

/**
 * All codecs, by name.
 *
 * ```ts
 * const { summary, takes } = fl.compression.codecs.float16;
 * ```
 */
export const codecs: Readonly<Record<CodecName, NamedCodec>> = entries;

/**
 * The names of all codecs.
 *
 * ```ts
 * for (const name of fl.compression.codecNames) console.log(fl.compression.codecs[name].summary);
 * ```
 */
export const codecNames = Object.keys(entries) as readonly CodecName[];

/** How a codec is chosen by name. */
export interface NamedCodecOptions extends CodecSettings {
  /** Also compress the bytes that it makes; default no. */
  readonly deflate?: boolean | undefined;
  /** Keep what an encoding lost, and add it to the next update; default no. */
  readonly errorFeedback?: boolean | undefined;
}

/**
 * Makes a codec from its name and settings.
 *
 * ```ts
 * const transforms = [fl.compression.namedCodec('float16')];
 * ```
 *
 * @throws ArgumentError for an unknown name, a setting that the codec does not take, and one out of range
 */
export function namedCodec(name: CodecName, options: NamedCodecOptions = {}): Codec {
  if (!Object.hasOwn(codecs, name)) {
    throw new ArgumentError('codec', `be one of ${codecNames.join(', ')}`, name);
  }
  const { takes, make } = codecs[name];
  const { deflate = false, errorFeedback: feedback = false, ...settings } = options;
  for (const [setting, value] of Object.entries(settings)) {
    if (value === undefined || (takes as readonly string[]).includes(setting)) continue;
    throw new ArgumentError(setting, `be left out for ${name}, which does not take it`, value);
  }
  const codec = make(settings);
  if (deflate || feedback) throw new ArgumentError('deflate', 'be left out', deflate);
  return codec;
}

/**
 * Decodes an update by the name that came with it; what else the decoder needs is in the bytes.
 *
 * ```ts
 * const update = fl.compression.decodeUpdate({ codec: 'float16', bytes }, trainer.spec);
 * ```
 *
 * @throws CodecError for a name that is not a codec's, and for bytes that are no encoding of this model's
 */
export function decodeUpdate({ codec, bytes }: Payload, spec: ParameterSpec): Float32Array {
  const [name, ...wrappers] = codec.split('+');
  const known = codecNames.find((one) => one === name);
  if (known === undefined || wrappers.some((wrapper) => wrapper !== 'deflate')) {
    throw new CodecError(codec, `have a codec among ${codecNames.join(', ')}`, codec);
  }
  const deflate = wrappers.length > 0;
  return namedCodec(known, { deflate }).decode(bytes, spec);
}
