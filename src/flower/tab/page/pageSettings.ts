import type { TabFederation } from '../messages';

/** What the page's server tells it, at `/federation.json`. */
export interface PageSettings {
  readonly federation: TabFederation;
  /** Ways to examples, in the order of the page. */
  readonly choices: readonly ExampleChoice[];
  /** Parts of the embedded digits, and those that no other client has: the last ones. */
  readonly parts?: { readonly count: number; readonly first: number };
  readonly rounds: number;
  /** Flower's version at the SuperLink. */
  readonly flower: string;
  /** Sentences about what leaves a tab, and who can read it. */
  readonly promises: readonly string[];
  /** Where other devices find this page; none if they cannot. */
  readonly elsewhere?: {
    readonly url: string;
    /** SHA-256 of the server's certificate, as browsers show it. */
    readonly fingerprint: string;
  };
}

/** Where a tab's examples come from. */
export type ExampleChoice = 'draw' | 'part' | 'images' | 'table';
