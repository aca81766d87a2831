import { existsSync } from '../../platform/files';
import { join } from '../../platform/paths';
import { ArgumentError, DataError } from '../../core/errors';
import { readTextFile } from '../../core/textFile';

const digits = Array.from('0123456789');
const upperCase = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const lowerCase = upperCase.map((letter) => letter.toLowerCase());
/** Lowercase letters that look different in uppercase; the others are merged with uppercase. */
const unmerged = Array.from('abdefghnqrt');

/** The splits of EMNIST and the names of their classes, in label order. */
const splits = {
  byclass: [...digits, ...upperCase, ...lowerCase],
  bymerge: [...digits, ...upperCase, ...unmerged],
  balanced: [...digits, ...upperCase, ...unmerged],
  letters: upperCase.map((letter) => letter + letter.toLowerCase()),
  digits,
  mnist: digits,
} as const;

/** `byclass`: 62 classes; `bymerge`, `balanced`: 47; `letters`: 26; `digits`, `mnist`: 10. */
export type EmnistSplit = keyof typeof splits;

/**
 * The classes of a split: from `emnist-<split>-mapping.txt` if the folder has it, else as
 * published. A class that stands for two characters has both as its name, `Aa`.
 *
 * @returns the class names and the first label, which is 1 for `letters`
 */
export function emnistClasses(
  folder: string,
  split: EmnistSplit,
): { readonly names: readonly string[]; readonly firstLabel: number } {
  if (!Object.hasOwn(splits, split)) {
    throw new ArgumentError('split', `be one of ${Object.keys(splits).join(', ')}`, split);
  }
  const file = join(folder, `emnist-${split}-mapping.txt`);
  const firstLabel = split === 'letters' ? 1 : 0;
  if (!existsSync(file)) return { names: splits[split], firstLabel };
  const lines = readTextFile(file).trim().split(/\r?\n/);
  const names = lines.map((line, i) => {
    const [label, ...codes] = line.trim().split(/\s+/).map(Number);
    const valid = codes.length > 0 && codes.every((code) => code > 0 && code < 128);
    if (valid && label === firstLabel + i) return String.fromCharCode(...codes);
    const expected = `expected label ${firstLabel + i} and its ASCII codes`;
    throw new DataError(file, `line ${i + 1}: ${expected}, found ${JSON.stringify(line)}`);
  });
  return { names, firstLabel };
}
