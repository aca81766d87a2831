import { ArgumentError } from '../../core/errors';
import type { RoundRecord } from '../../simulation/roundRecord';
import type { PerRound, RunResult } from './results';

/**
 * What the page shows of a run, from its records.
 *
 * @param records every round from the first, each evaluated
 * @throws ArgumentError for a round without evaluation
 */
export function runResult(
  records: readonly RoundRecord[],
  { seed, rounds }: { readonly seed: number; readonly rounds: number },
): RunResult {
  const privacy = records.at(-1)?.privacy;
  const delta = privacy && Number(privacy.delta.toPrecision(3));
  return {
    seed,
    testAccuracy: records.map((record) => hundredths(record.testAccuracy, record)),
    worst10: records.map((record) => hundredths(record.clientAccuracy?.worst10, record)),
    bytesUp: perRound(records.map(({ bytesUp }) => bytesUp)),
    bytesDown: perRound(records.map(({ bytesDown }) => bytesDown)),
    ...(privacy && { privacy: { epsilon: Number(privacy.epsilon.toPrecision(4)), delta: delta! } }),
    ...(records.length < rounds && { stopped: 'diverged' }),
  };
}

function hundredths(accuracy: number | null | undefined, { round }: RoundRecord): number {
  if (typeof accuracy === 'number') return Math.round(10_000 * accuracy);
  throw new ArgumentError(`records[${round - 1}]`, 'hold accuracies', accuracy);
}

/** One number if all are the same. */
function perRound(values: readonly number[]): PerRound {
  return values.length > 0 && values.every((value) => value === values[0]) ? values[0] : values;
}
