import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';

/** Files, synchronously; those of promises where bytes come in streams. */
export {
  closeSync,
  cpSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
export { open, readFile, stat, statfs } from 'node:fs/promises';
export type { FileHandle } from 'node:fs/promises';
export { pipeline } from 'node:stream/promises';

/** A file's bytes, `pieceBytes` at a time. */
export async function* filePieces(path: string, pieceBytes: number): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: pieceBytes });
  try {
    yield* stream as AsyncIterable<Buffer>;
  } finally {
    stream.destroy();
  }
}

/** A file whose parts are read as they are asked for, from byte `start` up to, not including, `end`. */
export interface FileSlices {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

/** Opens a file for reading its parts. */
export async function fileSlices(path: string): Promise<FileSlices> {
  const { size: byteLength } = await stat(path);
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const bytes = new Uint8Array(end - start);
      const handle = await open(path);
      try {
        for (let done = 0; done < bytes.length;) {
          const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
          if (bytesRead === 0) throw new RangeError(`${path} ends before byte ${end}`);
          done += bytesRead;
        }
      } finally {
        await handle.close();
      }
      return bytes.buffer;
    },
  };
}
