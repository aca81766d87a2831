import type { Failure } from './kernel/failure';

/** One output in several forms, by MIME type. */
export type Bundle = Readonly<Record<string, unknown>>;

/** Files that cells may read, loaded when a cell names the folder or package that holds them. */
export interface LiveFiles {
  /** A cell with this text in it needs the files. */
  readonly named: string;
  /** Path for the cells -> address, relative to the kernel's own file. */
  readonly files: Readonly<Record<string, string>>;
}

/** A file that cells have written. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

/** What a page tells the kernel. */
export type ToKernel =
  | { readonly type: 'run'; readonly count: number; readonly source: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'read'; readonly path: string }
  | { readonly type: 'drawn'; readonly id: number; readonly svg?: string; readonly error?: string };

/** What the kernel tells the page; `count` is the execution count of a cell. */
export type FromKernel =
  | { readonly type: 'loaded'; readonly name: string; readonly bytes: number }
  | { readonly type: 'ready'; readonly threads: number }
  | { readonly type: 'unable'; readonly reason: string }
  | {
      readonly type: 'stream';
      readonly count: number;
      readonly name: 'stdout' | 'stderr';
      readonly text: string;
    }
  | {
      readonly type: 'display';
      readonly count: number;
      readonly output: number;
      readonly bundle: Bundle;
      readonly metadata: object;
    }
  | { readonly type: 'replace'; readonly output: number; readonly bundle: Bundle }
  | {
      readonly type: 'ended';
      readonly count: number;
      readonly seconds: number;
      readonly bundle?: Bundle | undefined;
      readonly failure?: Failure;
      readonly files: readonly WrittenFile[];
    }
  | { readonly type: 'interrupting' }
  | { readonly type: 'draw'; readonly id: number; readonly figure: string }
  | { readonly type: 'file'; readonly path: string; readonly content: Uint8Array };
