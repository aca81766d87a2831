import { unzip, zipSync } from 'fflate';
import type { UnzipFileInfo } from 'fflate';
import { needsNode } from './needsNode';

/** A zip archive of these files, uncompressed. */
export function writeArchive(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  return Promise.resolve(
    zipSync(Object.fromEntries(files), { level: 0, mtime: new Date(1980, 0, 1) }),
  );
}

/** The entries of a zip archive, one after another; throws if it is damaged. */
export async function* readArchive(bytes: Uint8Array): AsyncGenerator {
  const listed: UnzipFileInfo[] = [];
  await unzipped(bytes, (file) => {
    listed.push(file);
    return false;
  });
  const checksums = entryChecksums(bytes);
  for (const [i, { name, originalSize }] of listed.entries()) {
    yield {
      fileName: name,
      uncompressedSize: originalSize,
      crc32: checksums[i],
      pieces: async () => {
        let place = 0;
        const files = await unzipped(bytes, () => place++ === i);
        return (async function* () {
          yield await Promise.resolve(files[name]);
        })();
      },
    };
  }
}

/** Opens an archive without reading it whole. */
export const openArchive = needsNode('unpacking a large archive');

function unzipped(
  bytes: Uint8Array,
  filter: (file: UnzipFileInfo) => boolean,
): Promise<Record<string, Uint8Array>> {
  return new Promise((resolve, reject) => {
    unzip(bytes, { filter }, (error, files) => {
      if (error) reject(error);
      else resolve(files);
    });
  });
}

/** The CRC-32 of each entry in the archive's directory, which fflate does not tell (APPNOTE 4.3.12). */
function entryChecksums(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end > 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  const checksums: number[] = [];
  let at = view.getUint32(end + 16, true);
  while (at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50) {
    checksums.push(view.getUint32(at + 16, true));
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    at += 46 + name + extra + comment;
  }
  return checksums;
}
