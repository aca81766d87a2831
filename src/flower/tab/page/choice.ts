import type { PageSettings } from './pageSettings';
import type { TabExamples } from '../messages';

/** One way to examples: what it shows, and what was chosen. */
export interface Choice {
  readonly title: string;
  /** Shown while this way is chosen. */
  readonly panel: HTMLElement;
  /** What the client gets; a sentence if there is nothing to train on yet. */
  readonly chosen: () => TabExamples | string;
  /** One sentence about what was chosen. */
  readonly said: () => string;
  /** Something to keep for a reload, or undefined if it cannot be kept. */
  readonly kept: () => unknown;
  readonly restore: (kept: unknown) => void;
}

/** What every way needs. */
export interface ChoiceSurroundings {
  readonly settings: PageSettings;
  /** This tab's name in the federation. */
  readonly id: string;
  /** Called when what was chosen has changed. */
  readonly changed: () => void;
  /** Shows what is wrong with what was chosen; '' if nothing is. */
  readonly complain: (sentence: string) => void;
}
