import type { Figure } from '../plots/frame/figure';

/** One part of what was found. */
export interface FindingSection {
  readonly title: string;
  /** Sentences before the table. */
  readonly lines?: readonly string[];
  /** Equal keys in each; left out if empty. */
  readonly rows?: readonly object[];
}

/** What was found in files. */
export interface Finding {
  /** The file or folder. */
  readonly title: string;
  readonly sections: readonly FindingSection[];
  /** Drawn if a page is asked for. */
  readonly figures: () => readonly Figure[];
}
