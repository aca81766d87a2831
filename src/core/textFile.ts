import { Buffer } from '../platform/bytes';
import { readFileSync } from '../platform/files';
import { whileReading } from './systemError';

/**
 * The text of a file in UTF-8, or in UTF-16 if a byte order mark says so, as some Windows editors
 * and shells write it. The mark is not part of the text.
 *
 * @throws DataError if the file cannot be read
 */
export function readTextFile(file: string): string {
  return textOf(whileReading(file, () => readFileSync(file)));
}

/** {@link readTextFile} for bytes already read. */
export function textOf(bytes: Buffer): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const marked = first === 0xef && second === 0xbb && third === 0xbf;
  return bytes.toString('utf8', marked ? 3 : 0);
}
