import type { PlotlyPart } from './figure';
import { sizes } from './theme';

/** Ticks of an axis that has a class at each of 0, 1, …, and the room that their names need. */
export interface ClassTicks {
  /** Attributes of the axis. */
  readonly axis: PlotlyPart;
  /** Pixels below the axis in addition to a line of text: more than 0 if names are vertical. */
  readonly below: number;
}

const mostNames = 16;
const letterWidth = 0.6 * sizes.text;

/**
 * Names classes along an axis of `width` pixels. With many classes, only every second, fifth, … is
 * named; names that are too long to fit side by side are vertical.
 */
export function classTicks(classNames: readonly string[], width: number): ClassTicks {
  const steps = [1, 2, 5, 10, 20, 50, 100];
  const step = steps.find((every) => classNames.length / every <= mostNames) ?? 200;
  const named = classNames.map((_, label) => label).filter((label) => label % step === 0);
  const longest = letterWidth * longestName(classNames);
  const upright = longest + letterWidth > (width / classNames.length) * step;
  return {
    axis: {
      tickvals: named,
      ticktext: named.map((label) => classNames[label]),
      tickangle: upright ? -90 : 0,
      range: [-0.5, classNames.length - 0.5],
    },
    below: upright ? Math.max(0, Math.ceil(longest - sizes.text)) : 0,
  };
}

/** Pixels that names need next to a vertical axis. */
export function nameWidth(names: readonly string[]): number {
  return Math.ceil(letterWidth * longestName(names));
}

function longestName(names: readonly string[]): number {
  return Math.max(...names.map((name) => name.length));
}
