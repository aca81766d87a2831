import { counted } from '../../core/counted';
import { formatBytes } from '../../core/formatBytes';
import { epsilonText } from '../../privacy/spentText';
import type { RoundScores } from '../../plots/curves/curves';
import type { RegressionErrors } from '../../metrics/regression';
import { errorsOfMeans } from '../../training/metrics';
import { evaluated } from './federationRound';
import type { FederationRound } from './federationRound';

const accuracyNames = ['eval_acc', 'accuracy', 'eval_accuracy'];
const lossNames = ['eval_loss', 'loss'];

/** The accuracy that the clients measured after a round, in [0, 1]; undefined if not measured. */
export function roundAccuracy(round: FederationRound): number | undefined {
  return evaluated(round, accuracyNames);
}

/** How close the clients' models came to the numbers to predict after a round; undefined for classes. */
export function roundErrors({ evaluate }: FederationRound): RegressionErrors | undefined {
  const means = (name: string): number[] => [evaluate[name] ?? []].flat();
  const squared = means('eval_mse');
  if (squared.length === 0) return undefined;
  return errorsOfMeans({
    squared,
    absolute: means('eval_mae'),
    targets: means('eval_target'),
    targetSquares: means('eval_target_square'),
  });
}

/** The scores of a round, for learning curves. */
export function roundScores(round: FederationRound): RoundScores {
  const { train_loss: trainLoss } = round.train;
  return {
    round: round.round,
    trainLoss: typeof trainLoss === 'number' ? trainLoss : undefined,
    testLoss: evaluated(round, lossNames),
    testAccuracy: roundAccuracy(round),
  };
}

/** `round 3/5 · accuracy 91.2 % · loss 0.301 · 3 of 3 clients · 2.1 s · 16.7 MB down, 8.3 MB up` */
export function roundLine(round: FederationRound, rounds: number): string {
  const accuracy = roundAccuracy(round);
  const errors = roundErrors(round);
  const loss = errors ? undefined : evaluated(round, lossNames);
  return [
    `round ${round.round}/${rounds}`,
    ...(accuracy === undefined ? [] : [`accuracy ${percent(accuracy)}`]),
    ...(errors ? [`R² ${errors.r2.toFixed(3)}`, `RMSE ${rounded(errors.rmse)}`] : []),
    ...(loss === undefined ? [] : [`loss ${rounded(loss)}`]),
    `${round.answered} of ${counted(round.asked, 'client')}`,
    ...(round.privacy ? [epsilonText(round.privacy)] : []),
    `${round.seconds.toFixed(1)} s`,
    `${formatBytes(round.bytesDown)} down, ${formatBytes(round.bytesUp)} up`,
  ].join(' · ');
}

/** The totals over the rounds of a run. */
export interface RoundTotals {
  add(round: FederationRound): void;
  /** Whether any client answered in the last round. */
  readonly answered: boolean;
  /** `5 rounds in 12.3 s (2.5 s a round), 83.3 MB down, 41.6 MB up; accuracy 93.1 %` */
  text(): string;
}

export function roundTotals(): RoundTotals {
  let rounds = 0;
  let seconds = 0;
  let down = 0;
  let up = 0;
  let last: FederationRound | undefined;
  return {
    add(round) {
      rounds++;
      seconds += round.seconds;
      down += round.bytesDown;
      up += round.bytesUp;
      last = round;
    },
    get answered() {
      return last !== undefined && last.answered > 0;
    },
    text() {
      const accuracy = last && roundAccuracy(last);
      const errors = last && roundErrors(last);
      const ofNumbers = errors ? `; R² ${errors.r2.toFixed(3)}` : '';
      const end = accuracy === undefined ? ofNumbers : `; accuracy ${percent(accuracy)}`;
      const each = (seconds / Math.max(rounds, 1)).toFixed(1);
      return (
        `${counted(rounds, 'round')} in ${seconds.toFixed(1)} s (${each} s a round), ` +
        `${formatBytes(down)} down, ${formatBytes(up)} up${end}`
      );
    },
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
