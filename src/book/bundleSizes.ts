import { deflateRawSync } from '../platform/deflate';
import { readFileSync, readdirSync } from '../platform/files';
import { join } from '../platform/paths';

/** A file of the library for pages. */
export interface BundleSize {
  readonly file: string;
  readonly bytes: number;
  /** What a server sends that packs its answers with gzip. */
  readonly gzippedBytes: number;
  /** Undefined if nothing is known of such a file. */
  readonly loaded?: string;
}

/** When a page loads each file. */
const loaded: Readonly<Record<string, string>> = {
  'clientWorker.js': 'by a page that joins a federation',
  'digits.bin': 'with the embedded digits',
  'heartbeatWorker.js': 'by a page that joins a federation',
  'hyparquet-compressors.js': 'with the first Parquet file',
  'hyparquet.js': 'with the first Parquet file',
  'index.js': 'with the library’s core',
  'mozjpeg_dec.js': 'with the first JPEG picture',
  'mozjpeg_dec.wasm': 'with the first JPEG picture',
  'ort-wasm-simd-threaded.mjs': 'with the first compiled training',
  'ort-wasm-simd-threaded.wasm': 'with the first compiled training',
  'ort.js': 'with the first compiled training',
  'playground.js': 'by the page of the playground',
  'playgroundWorker.js': 'by the playground, with the first run',
  'tabPage.js': 'by a page that joins a federation',
  'tfjs-backend-wasm-simd.wasm': 'with the first tfjs model',
  'tfjs-backend-wasm.wasm': 'with the first tfjs model, where WebAssembly has no SIMD',
  'tfjs.js': 'with the library',
  'whole.js': 'with the whole library',
  'worker.js': 'with each thread that trains',
};

/**
 * The files of a folder of bundles, `src/dist/browser`, by name.
 *
 * ```ts
 * console.log(bundleSizeTable(bundleSizes('src/dist/browser')));
 * ```
 */
export function bundleSizes(folder: string): BundleSize[] {
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const bytes = readFileSync(join(folder, file));
      // A gzip file is a DEFLATE stream with 18 bytes around it (RFC 1952).
      const gzippedBytes = deflateRawSync(bytes, { level: 9 }).length + 18;
      return { file, bytes: bytes.length, gzippedBytes, loaded: loaded[file] };
    });
}

/** The table in Markdown, in kB: 1,000 bytes. */
export function bundleSizeTable(sizes: readonly BundleSize[]): string {
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);
  const lines = sizes.map(({ file, bytes, gzippedBytes, loaded: when = '' }) =>
    [file, kilobytes(bytes), kilobytes(gzippedBytes), when].join(' | '),
  );
  return ['file | kB | kB gzipped | loaded', '--- | ---: | ---: | ---', ...lines].join('\n');
}
