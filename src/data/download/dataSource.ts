/** A file that a publisher offers. */
export interface RemoteFile {
  /** Name under which it is kept. */
  readonly name: string;
  /** Where it can be had, tried in this order. */
  readonly urls: readonly string[];
  /** Size, where it is known. */
  readonly bytes?: number;
  /** Checksums, where they are known: hexadecimal, lower case. */
  readonly md5?: string;
  readonly sha256?: string;
  /** How it is taken apart after the download; left out where it is used as it is. */
  readonly unpack?: Unpacking;
}

/** What is taken out of an archive, which is removed afterwards. */
export interface Unpacking {
  /** `lzma` is one compressed file; of `zip` and `tar` the named files are taken, from any folder. */
  readonly kind: 'lzma' | 'zip' | 'tar';
  readonly files: readonly UnpackedFile[];
}

/** A file out of an archive. */
export interface UnpackedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256?: string;
}

/** A dataset and where it officially comes from. */
export interface DataSource {
  /** What `npm run data -- get` takes; also the name of its folder. */
  readonly name: string;
  readonly title: string;
  readonly files: readonly RemoteFile[];
  readonly licence: string;
  readonly citation: string;
  /** The call that loads it; FOLDER stands for the folder with its files. */
  readonly load: string;
  /** How to make it, where nobody offers it for download. */
  readonly instructions?: string;
}

/** A file that is there in the end. */
export type KeptFile = Pick<RemoteFile, 'name' | 'bytes' | 'md5' | 'sha256'>;

/** What stays of a download: the file, or the files out of the archive. */
export function keptFiles(remote: RemoteFile): readonly KeptFile[] {
  return remote.unpack?.files ?? [remote];
}

/** Bytes to download, or undefined where the publisher's server has to be asked. */
export function downloadBytes(source: DataSource): number | undefined {
  return sumKnown(source.files.map(({ bytes }) => bytes));
}

/** Bytes on disk in the end, or undefined where they are not known. */
export function diskBytes(source: DataSource): number | undefined {
  return sumKnown(source.files.flatMap(keptFiles).map(({ bytes }) => bytes));
}

/** The sum, or undefined where one is not known. */
export function sumKnown(sizes: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const size of sizes) {
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}
