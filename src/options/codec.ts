import { flag } from '../commands/flag';
import { namedCodec } from '../compression/catalogue';
import type { CodecName, NamedCodecOptions } from '../compression/catalogue';
import type { Codec } from '../compression/codec';
import { ArgumentError } from '../core/errors';
import type { Settings } from './table';

/** The options of the codec of updates, which every client of a federation has. */
export const codecOptionNames = [
  'codec',
  'bits',
  'topK',
  'rank',
  'codecThreshold',
  'deflate',
  'errorFeedback',
] as const;

type CodecOptions = Pick<Settings, (typeof codecOptionNames)[number]>;

/** The codec of updates that the options describe, if any. @throws ArgumentError that names the option */
export function codecOf(options: CodecOptions): Codec | undefined {
  const { codec, bits, topK: share, rank, codecThreshold: threshold } = options;
  const { deflate, errorFeedback } = options;
  return made(codec, { bits, share, rank, threshold, deflate, errorFeedback }, optionOf);
}

/** The codec of what the server sends, if any. @throws ArgumentError that names the option */
export function broadcastOf(
  options: Pick<Settings, 'broadcastCodec' | 'broadcastBits' | 'broadcastDeflate'>,
): Codec | undefined {
  const { broadcastCodec, broadcastBits: bits, broadcastDeflate: deflate } = options;
  return made(broadcastCodec, { bits, deflate, leastError: true }, { bits: 'broadcastBits' });
}

const optionOf: Readonly<Partial<Record<string, string>>> = {
  share: 'topK',
  threshold: 'codecThreshold',
};

function made(
  name: CodecName | undefined,
  settings: NamedCodecOptions,
  options: Readonly<Partial<Record<string, string>>>,
): Codec | undefined {
  if (name === undefined) return undefined;
  try {
    return namedCodec(name, settings);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const option = flag(options[error.argument] ?? error.argument);
    throw new ArgumentError(option, error.rule, error.value);
  }
}

/**
 * Refuses a codec where single updates do not leave a client as such.
 *
 * @throws ArgumentError if there is one together with secure aggregation
 */
export function checkNotMaskedCodec({
  codec,
  secureAggregation,
}: Pick<Settings, 'codec' | 'secureAggregation'>): void {
  if (codec === undefined || !secureAggregation) return;
  const rule =
    'be left out with --secure-aggregation: masked numbers travel as whole numbers of --secure-bits';
  throw new ArgumentError('--codec', rule, codec);
}
