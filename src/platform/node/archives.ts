import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';

/** Opens an archive without reading it whole. */
export { openPromise as openArchive } from 'yauzl';

/** A file in a zip archive. */
export interface ArchiveEntry {
  readonly fileName: string;
  /** Bytes, as the archive says. */
  readonly uncompressedSize: number;
  /** The checksum that the archive says. */
  readonly crc32: number;
  /** Its bytes, inflated, in pieces. */
  readonly pieces: () => Promise<AsyncIterable<Uint8Array>>;
}

/** Times and modes are fixed so that equal files give equal archives. */
const entryOptions = {
  compress: false,
  forceDosTimestamp: true,
  mtime: new Date(1980, 0, 1),
  mode: 0o100644,
};

/** A zip archive of these files, uncompressed. */
export async function writeArchive(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const [name, bytes] of files) {
    const { buffer, byteOffset, byteLength } = bytes;
    zip.addBuffer(Buffer.from(buffer, byteOffset, byteLength), name, entryOptions);
  }
  zip.end();
  const pieces: Uint8Array[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** The entries of a zip archive, one after another; throws if it is damaged. */
export async function* readArchive(bytes: Uint8Array): AsyncGenerator<ArchiveEntry> {
  const zip = await fromBufferPromise(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  );
  for await (const entry of zip.eachEntry()) {
    const { fileName, uncompressedSize, crc32 } = entry;
    yield {
      fileName,
      uncompressedSize,
      crc32,
      pieces: async () => await zip.openReadStreamPromise(entry),
    };
  }
}
