import { Buffer } from '../../platform/bytes';
import { DataError } from '../../core/errors';

/**
 * The text of bytes that come piece by piece, without a byte order mark.
 *
 * @param file named in errors
 * @param encoding a label of the Encoding Standard; default: UTF-8, or UTF-16 if a byte order mark says so
 * @throws DataError at the first byte that is not in the encoding: with its place and its line
 */
export async function* decodedText(
  file: string,
  chunks: AsyncIterable<Buffer>,
  encoding?: string,
): AsyncGenerator<string> {
  let name: string | undefined;
  let decode: ((bytes: Buffer, last: boolean) => string) | undefined;
  let lines = 0;
  let offset = 0;
  let rest: Buffer = Buffer.alloc(0);
  const next = (bytes: Buffer, last: boolean): string => {
    if (decode === undefined) {
      name = encoding ?? markedEncoding(bytes);
      decode = decoderFor(name);
    }
    // UTF-8 is cut between characters, so that an error has an exact place; others keep a state.
    const end = isUtf8(name!) && !last ? lastWhole(bytes) : bytes.length;
    const piece = bytes.subarray(0, end);
    rest = bytes.subarray(end);
    let text: string;
    try {
      text = decode(piece, last);
    } catch (cause) {
      throw notInEncoding(file, piece, name!, { offset, lines, cause });
    }
    if (offset === 0 && encoding === undefined && text.slice(0, 1000).includes('\0')) {
      const what = 'holds null characters: it is not text, or is UTF-16 without a byte order mark';
      throw new DataError(file, `${what} ({ encoding: 'utf-16le' } reads it)`);
    }
    const start = offset === 0 && text.startsWith('\uFEFF') ? 1 : 0;
    offset += end;
    lines += lineBreaks(text);
    return start === 1 ? text.slice(1) : text;
  };
  for await (const chunk of chunks) {
    const text = next(rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk, false);
    if (text !== '') yield text;
  }
  const text = next(rest, true);
  if (text !== '') yield text;
}

/** How often a text breaks its lines with `\n`. */
export function lineBreaks(text: string, newline = '\n'): number {
  let count = 0;
  for (let at = text.indexOf(newline); at >= 0; at = text.indexOf(newline, at + 1)) count++;
  return count;
}

const isUtf8 = (encoding: string): boolean => /^utf-?8$/i.test(encoding);

function markedEncoding([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}

function decoderFor(encoding: string): (bytes: Buffer, last: boolean) => string {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  if (isUtf8(encoding)) return (bytes) => decoder.decode(bytes);
  return (bytes, last) => decoder.decode(bytes, { stream: !last });
}

/** Where the last character of UTF-8 begins if it is cut off, else the end. */
function lastWhole(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function notInEncoding(
  file: string,
  bytes: Buffer,
  encoding: string,
  at: { readonly offset: number; readonly lines: number; readonly cause: unknown },
): DataError {
  const options = { cause: at.cause };
  if (!isUtf8(encoding)) return new DataError(file, `is not in ${encoding}`, at.offset, options);
  const valid = validLength(bytes);
  const line = 1 + at.lines + lineBreaks(bytes.toString('utf8', 0, valid));
  const byte = `0x${bytes[valid].toString(16)}`;
  const advice = "if all of it is in another encoding, name it: { encoding: 'windows-1252' }";
  const problem = `line ${line} is not UTF-8 (${byte}); ${advice}`;
  return new DataError(file, problem, at.offset + valid, options);
}

/** How many bytes come before the first one that is not UTF-8. */
function validLength(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  let place = 0;
  let from = 0;
  for (;;) {
    const found = text.indexOf('\uFFFD', from);
    place += Buffer.byteLength(text.slice(from, found));
    if (!replacement.equals(bytes.subarray(place, place + 3))) return place;
    place += 3;
    from = found + 1;
  }
}

/** The replacement character itself, which may stand in a file. */
const replacement = Buffer.from('\uFFFD');
