/** A file that a publisher offers. */
export interface RemoteFile {
  /** Name under which it is stored. */
  readonly name: string;
  /** Mirrors, tried in this order. */
  readonly urls: readonly string[];
  /** Size, if known. */
  readonly bytes?: number;
  /** Checksums, if known: lowercase hexadecimal. */
  readonly md5?: string;
  readonly sha256?: string;
  /** How to unpack it after the download; omitted if it is used as is. */
  readonly unpack?: Unpacking;
}

/** What to extract from an archive, which is removed afterwards. */
export interface Unpacking {
  /**
   * `lzma` is one compressed file; from `zip` and `tar` the named files are extracted, in any
   * folder.
   */
  readonly kind: 'lzma' | 'zip' | 'tar';
  readonly files: readonly UnpackedFile[];
}

/** A file from an archive. */
export interface UnpackedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256?: string;
}

/** A dataset and where it officially comes from. */
export interface DataSource {
  /** The argument of `npm run data -- get`; also the name of its folder. */
  readonly name: string;
  readonly title: string;
  readonly files: readonly RemoteFile[];
  readonly licence: string;
  readonly citation: string;
  /** The call that loads it; FOLDER stands for the folder with its files. */
  readonly load: string;
  /** How to make it, if nobody offers it for download. */
  readonly instructions?: string;
}

/** A file that is kept. */
export type KeptFile = Pick<RemoteFile, 'name' | 'bytes' | 'md5' | 'sha256'>;

/** What is kept of a download: the file, or the files from the archive. */
export function keptFiles(remote: RemoteFile): readonly KeptFile[] {
  return remote.unpack?.files ?? [remote];
}

/** Bytes to download, or undefined if the publisher's server has to be asked. */
export function downloadBytes(source: DataSource): number | undefined {
  return sumKnown(source.files.map(({ bytes }) => bytes));
}

/** Bytes on disk in the end, or undefined if unknown. */
export function diskBytes(source: DataSource): number | undefined {
  return sumKnown(source.files.flatMap(keptFiles).map(({ bytes }) => bytes));
}

/** The sum, or undefined if a summand is unknown. */
export function sumKnown(sizes: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const size of sizes) {
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}
