import type { Settings } from '../../options/table';

/** A value of a {@link ChoiceControl}: its name on the page, and the options of `npm run simulate` that it means. */
export interface Choice {
  readonly label: string;
  /** In the names of curves. */
  readonly short: string;
  readonly options: Settings;
}

/** A control is there only while another choice has, or has not, one of these values. */
export interface Condition {
  readonly control: string;
  readonly is?: readonly string[];
  readonly isNot?: readonly string[];
}

interface Common {
  readonly label: string;
  /** What it does, in a sentence. */
  readonly help: string;
  readonly when?: Condition;
}

/** One of several named values. */
export interface ChoiceControl extends Common {
  readonly kind: 'choice';
  readonly choices: Readonly<Record<string, Choice>>;
  readonly default: string;
}

/** A number, which is one option of `npm run simulate`. */
export interface NumberControl extends Common {
  readonly kind: 'number';
  readonly option: keyof Settings;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  /** In the names of curves. */
  readonly short: (value: number) => string;
  readonly default: number;
  /** Says how long a run is, or which of its repetitions it is, and not what is tried. */
  readonly ofRun?: true;
}

export type Control = ChoiceControl | NumberControl;
