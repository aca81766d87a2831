import json from './picturesReference.json';

/** An image file, and its pixels by Pillow: `[height, width, 3]`. */
export interface ReferencePicture {
  readonly file: Uint8Array;
  readonly shape: readonly number[];
  readonly pixels: number[];
}

/** The bytes of a text of the reference. */
export const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

/** A picture of the reference. */
export function reference(entry: {
  readonly file: string;
  readonly shape: readonly number[];
  readonly pixels: string;
}): ReferencePicture {
  const { file, shape, pixels } = entry;
  return { file: bytesOf(file), shape, pixels: [...bytesOf(pixels)] };
}

/** One of the files by name. */
export const referenceFile = (name: keyof typeof json.pictures): Uint8Array =>
  bytesOf(json.pictures[name].file);
