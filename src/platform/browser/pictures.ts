import { convertIndexedToRgb, decode, encode } from 'fast-png';
import { Buffer } from './bytes';

interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

interface WriteOptions {
  /** 0 gray, 2 color. */
  readonly colorType: 0 | 2;
}

/** PNG files, with the calls of the package `pngjs` that the library uses. */
export class PNG implements Picture {
  width: number;
  height: number;
  data: Uint8Array = new Uint8Array();

  constructor({ width, height }: Pick<Picture, 'width' | 'height'>) {
    this.width = width;
    this.height = height;
  }

  static readonly sync = {
    /** Decodes to RGBA, 8 bits each, row by row. */
    read(file: Uint8Array): Picture {
      const { width, height, data } = rgba(file);
      return { width, height, data: Buffer.from(data) };
    },
    /** Encodes bytes with one channel or three. */
    write({ width, height, data }: Picture, { colorType }: WriteOptions): Uint8Array {
      const channels = colorType === 0 ? 1 : 3;
      return encode({ width, height, data, depth: 8, channels }, { zlib: { level: 9 } });
    },
  };
}

function rgba(file: Uint8Array): Picture {
  const decoded = decode(file, { checkCrc: true });
  const { width, height, depth, palette, transparency } = decoded;
  const indexed = palette !== undefined;
  const data = indexed ? convertIndexedToRgb(decoded) : decoded.data;
  const channels = indexed ? palette[0].length : decoded.channels;
  const most = depth === 16 ? 65_535 : indexed ? 255 : 2 ** depth - 1;
  const values = indexed || depth >= 8 ? data : unpackedBits(decoded);
  const out = new Uint8Array(4 * width * height);
  const byte = (value: number): number => Math.round((255 * value) / most);
  for (let i = 0; i < width * height; i++) {
    const pixel = values.subarray(channels * i, channels * (i + 1));
    const gray = channels < 3;
    for (let c = 0; c < 3; c++) out[4 * i + c] = byte(pixel[gray ? 0 : c]);
    const isOpaque = channels % 2 === 1;
    const isHidden =
      isOpaque && !indexed && transparency?.every((value, c) => value === pixel[c]) === true;
    out[4 * i + 3] = isHidden ? 0 : isOpaque ? 255 : byte(pixel[channels - 1]);
  }
  return { width, height, data: out };
}

/** One number for each gray pixel of 1, 2 or 4 bits; rows begin with a byte of their own. */
function unpackedBits({
  width,
  height,
  depth,
  data,
}: {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly data: ArrayLike<number>;
}): Uint8Array {
  const out = new Uint8Array(width * height);
  const rowBytes = Math.ceil((width * depth) / 8);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * rowBytes + (bit >> 3)];
      out[y * width + x] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  }
  return out;
}
