import { existsSync, readFileSync } from '../../platform/files';
import * as z from 'zod';
import { DataError } from '../../core/errors';
import type { PrivacySpent } from '../../updates/updateTransform';

const metrics = z.record(z.string(), z.union([z.number(), z.array(z.number()), z.null()]));

const line = z.object({
  round: z.int().min(1),
  asked: z.int().min(0),
  answered: z.int().min(0),
  trainedBy: z.array(z.string()),
  failures: z.array(z.string()),
  bytesDown: z.int().min(0),
  bytesUp: z.int().min(0),
  train: metrics,
  evaluate: metrics,
  trainSeconds: z.number(),
  seconds: z.number(),
  stageSeconds: z.record(z.string(), z.number()).optional(),
});

/**
 * The server app's record of a round; `trainedBy` are the ids of the nodes whose models were averaged,
 * in decimal digits and ascending. The bytes are those of the arrays in messages to clients (training
 * and evaluation) and in their answers, and of the messages of secure aggregation, whose stages have their
 * own durations; the metrics are Flower's weighted means, null if not finite.
 */
export type FederationRound = Readonly<z.infer<typeof line>> & {
  /** What all rounds so far have spent, if their sums have noise. */
  readonly privacy?: PrivacySpent;
};

/** The rounds in a `rounds.jsonl`, without a last line that is still being written. */
export function readRounds(file: string): FederationRound[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((text, i) => {
    try {
      return line.parse(JSON.parse(text));
    } catch (cause) {
      throw new DataError(file, `line ${i + 1} is not a round: ${text.slice(0, 200)}`, undefined, {
        cause,
      });
    }
  });
}

/** A metric of the clients' evaluation, by the first of these names that exists. */
export function evaluated(round: FederationRound, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = round.evaluate[name];
    if (typeof value === 'number') return value;
  }
  return undefined;
}
