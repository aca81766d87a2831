/** 28 × 28 × 1, for every source of FEMNIST. */
export const femnistShape = [28, 28, 1] as const;

/** Pixels of one image. */
export const femnistPixels = 28 * 28;

const digits = '0123456789';
const upperCase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The class names in label order: ten digits, then 26 uppercase and 26 lowercase letters. */
export function femnistNames(onlyDigits: boolean): readonly string[] {
  const characters = onlyDigits ? digits : digits + upperCase + upperCase.toLowerCase();
  return Array.from(characters);
}

/**
 * Writes an image of FEMNIST, where 1.0 is the white background, as bytes with ink 255: v becomes
 * `255 - round(255 v)`. The sources hold `byte / 255`, so nothing is lost.
 *
 * @param values 784 numbers in [0, 1], row-major
 * @param target 784 bytes
 * @returns what is wrong with the values, or undefined
 */
export function writeInk(values: ArrayLike<number>, target: Uint8Array): string | undefined {
  if (values.length !== femnistPixels) {
    return `expected ${femnistPixels} pixels, found ${values.length}`;
  }
  for (let i = 0; i < femnistPixels; i++) {
    const value: unknown = values[i];
    if (!(typeof value === 'number' && value >= 0 && value <= 1)) {
      return `pixel ${i} must be between 0 and 1, got ${JSON.stringify(value)}`;
    }
    target[i] = 255 - Math.round(255 * value);
  }
  return undefined;
}

/**
 * What is wrong with a label, or undefined. For a letter among digits it names the option to
 * change.
 */
export function labelProblem(label: unknown, classes: number): string | undefined {
  if (Number.isInteger(label) && Number(label) >= 0 && Number(label) < classes) return undefined;
  const problem = `label must be a whole number between 0 and ${classes - 1}, got ${JSON.stringify(label)}`;
  const letter = classes === 10 && Number(label) >= 10 && Number(label) < 62;
  return letter ? `${problem}; load a file with letters with onlyDigits: false` : problem;
}
