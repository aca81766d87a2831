import { ArgumentError } from '../core/errors';
import type { ParameterSpec } from '../core/parameters';
import type { Payload } from '../updates/updateTransform';
import { CodecError } from './codec';
import type { Codec } from './codec';
import { deflated } from './deflated';
import { drive } from './drive';
import { errorFeedback } from './errorFeedback';
import { float16 } from './float16';
import { lowRank } from './lowRank';
import { qsgd } from './qsgd';
import { quantized } from './quantized';
import { randomK } from './randomK';
import { rotated } from './rotated';
import { ternGrad } from './ternGrad';
import { topK } from './topK';

/** What codecs take; each has a default of its own. */
export interface CodecSettings {
  /** Bits of a number, 1 to 16. */
  readonly bits?: number | undefined;
  /** The share of the numbers that are sent, in (0, 1); default 0.01. */
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
  /**
   * The variant whose error is smaller, although it has a direction: what error feedback needs, or the errors
   * would add up. Without it there is none.
   */
  readonly leastError?: (settings: CodecSettings) => Codec;
}

/** The default of `share`. */
const hundredth = 0.01;

const entries = {
  float16: {
    summary: 'numbers in half precision',
    takes: [],
    make: float16,
    leastError: float16,
  },
  quantized: {
    summary: 'numbers on a grid for each tensor (Suresh et al. 2017)',
    takes: ['bits', 'threshold'],
    make: (settings) => quantized(given(settings)),
    leastError: (settings) => quantized({ ...given(settings), rounding: 'nearest' }),
  },
  rotated: {
    summary: 'the same after a random rotation, which evens numbers out (Suresh et al. 2017)',
    takes: ['bits'],
    make: (settings) => rotated(given(settings)),
  },
  drive: {
    summary: 'one bit for each number of a rotated update (Vargaftik et al. 2021)',
    takes: [],
    make: () => drive(),
    leastError: () => drive({ scale: 'leastError' }),
  },
  qsgd: {
    summary: 'numbers on a grid up to the update’s norm (Alistarh et al. 2017)',
    takes: ['bits'],
    make: (settings) => qsgd(given(settings)),
  },
  terngrad: {
    summary: 'each number as −1, 0 or 1 (Wen et al. 2017)',
    takes: [],
    make: () => ternGrad(),
  },
  topk: {
    summary: 'the largest numbers alone (Aji and Heafield 2017)',
    takes: ['share'],
    make: ({ share = hundredth }) => topK({ share }),
    leastError: ({ share = hundredth }) => topK({ share }),
  },
  randomk: {
    summary: 'numbers at random positions (Stich et al. 2018)',
    takes: ['share'],
    make: ({ share = hundredth }) => randomK({ share }),
    leastError: ({ share = hundredth }) => randomK({ share, unbiased: false }),
  },
  lowrank: {
    summary: 'each matrix as a product of two thin ones (PowerSGD; Vogels et al. 2019)',
    takes: ['rank'],
    make: (settings) => lowRank(given(settings)),
    leastError: (settings) => lowRank(given(settings)),
  },
} as const satisfies Readonly<Record<string, NamedCodec>>;

/** The name of a codec, as commands, config files and messages use it. */
export type CodecName = keyof typeof entries;

/**
 * All codecs, by name.
 *
 * ```ts
 * const { summary, takes } = fl.compression.codecs.quantized;
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
  /** Also compress the bytes that it makes, without loss; default no. */
  readonly deflate?: boolean | undefined;
  /** Keep what an encoding lost, and add it to the next update; default no. */
  readonly errorFeedback?: boolean | undefined;
  /** Prefer a small error to an unbiased one, as error feedback does; default like `errorFeedback`. */
  readonly leastError?: boolean | undefined;
}

/**
 * Makes a codec from its name and settings.
 *
 * ```ts
 * const transforms = [fl.compression.namedCodec('topk', { share: 0.01, errorFeedback: true })];
 * ```
 *
 * @throws ArgumentError for an unknown name, a setting that the codec does not take or out of range, and for
 *   error feedback on a codec that is always unbiased
 */
export function namedCodec(name: CodecName, options: NamedCodecOptions = {}): Codec {
  if (!Object.hasOwn(codecs, name)) {
    throw new ArgumentError('codec', `be one of ${codecNames.join(', ')}`, name);
  }
  const { deflate = false, errorFeedback: feedback = false, leastError, ...settings } = options;
  const { takes, make, leastError: small } = codecs[name];
  for (const [setting, value] of Object.entries<number | undefined>(settings)) {
    if (value === undefined || (takes as readonly string[]).includes(setting)) continue;
    throw new ArgumentError(setting, `be left out for ${name}, which does not take it`, value);
  }
  const wanted = leastError ?? feedback;
  if (wanted && !small) {
    const rule = `be left out for ${name}: it is unbiased, and what it loses of an update can be more than the update, so that what is kept grows`;
    throw new ArgumentError(feedback ? 'errorFeedback' : 'leastError', rule, true);
  }
  const codec = (wanted && small ? small : make)(settings);
  const packed = deflate ? deflated(codec) : codec;
  return feedback ? errorFeedback(packed) : packed;
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
  if (known === undefined || !['', 'deflate'].includes(wrappers.join('+'))) {
    const rule = `name a codec among ${codecNames.join(', ')}, with or without +deflate`;
    throw new CodecError(codec, rule, codec);
  }
  return namedCodec(known, { deflate: wrappers.length > 0 }).decode(bytes, spec);
}

/** The settings without those that are left open. */
function given<Settings extends object>(
  settings: Settings,
): { [Name in keyof Settings]?: Exclude<Settings[Name], undefined> } {
  const entered = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entered) as { [Name in keyof Settings]?: never };
}
