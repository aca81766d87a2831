import { inRound } from './results';
import type { RunResult } from './results';

/** How far two runs of the same settings and seed are apart, over the rounds that both have. */
export interface Agreement {
  readonly rounds: number;
  /** The largest difference between their test accuracies, and those of the worst tenth, in hundredths of a percent. */
  readonly testAccuracy: number;
  readonly worst10: number;
  /** Whether as many bytes were sent in every round. */
  readonly sameBytes: boolean;
}

/** Compares two runs round by round. */
export function agreement(a: RunResult, b: RunResult): Agreement {
  const rounds = Math.min(a.testAccuracy.length, b.testAccuracy.length);
  const places = Array.from({ length: rounds }, (_, round) => round);
  const largest = (score: 'testAccuracy' | 'worst10'): number =>
    Math.max(0, ...places.map((round) => Math.abs(a[score][round] - b[score][round])));
  return {
    rounds,
    testAccuracy: largest('testAccuracy'),
    worst10: largest('worst10'),
    sameBytes: places.every(
      (round) =>
        inRound(a.bytesUp, round) === inRound(b.bytesUp, round) &&
        inRound(a.bytesDown, round) === inRound(b.bytesDown, round),
    ),
  };
}
