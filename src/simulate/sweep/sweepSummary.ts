import { spread } from '../../metrics/spread';
import type { Spread } from '../../metrics/spread';
import { renderTable } from '../../notebook/table';
import { epsilonText } from '../../privacy/spentText';
import { number } from '../progress';
import type { PrivacySpent } from '../../updates/updateTransform';
import { predictedNumbers } from './sweepRow';
import type { SweepRow } from './sweepRow';

/** Mean and standard deviation over the seeds of otherwise equal runs. */
export interface SweepSummary {
  readonly labels: Readonly<Record<string, string>>;
  /** Number of finished runs. */
  readonly runs: number;
  readonly testAccuracy: Spread | null;
  readonly bestTestAccuracy: Spread | null;
  readonly clientWorst10: Spread | null;
  /** Null without a backdoor. */
  readonly backdoorSuccess: Spread | null;
  /** Left out for classes. */
  readonly numbers?: {
    readonly testMse: Spread | null;
    readonly bestTestMse: Spread | null;
    readonly testR2: Spread | null;
    readonly clientMseWorst10: Spread | null;
  };
  /** The most that a run spent, if privacy was promised. */
  readonly privacy: PrivacySpent | null;
}

type SpreadMeasure =
  | 'testAccuracy'
  | 'bestTestAccuracy'
  | 'clientWorst10'
  | 'backdoorSuccess'
  | 'testMse'
  | 'bestTestMse'
  | 'testR2'
  | 'clientMseWorst10';

/** One entry for each combination of the axes other than the seed, over the finished runs. */
export function summarize(rows: readonly SweepRow[]): SweepSummary[] {
  const groups = new Map<string, SweepRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(withoutSeed(row.labels));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const done = group.filter(({ outcome }) => outcome === 'done');
    const over = (measure: SpreadMeasure): Spread | null => {
      const values = done.flatMap((row) => row[measure] ?? []);
      return values.length > 0 ? spread(values) : null;
    };
    return {
      labels: withoutSeed(group[0].labels),
      runs: done.length,
      testAccuracy: over('testAccuracy'),
      bestTestAccuracy: over('bestTestAccuracy'),
      clientWorst10: over('clientWorst10'),
      backdoorSuccess: over('backdoorSuccess'),
      ...(group.some(predictedNumbers) && {
        numbers: {
          testMse: over('testMse'),
          bestTestMse: over('bestTestMse'),
          testR2: over('testR2'),
          clientMseWorst10: over('clientMseWorst10'),
        },
      }),
      privacy: mostSpent(done),
    };
  });
}

function mostSpent(rows: readonly SweepRow[]): PrivacySpent | null {
  const spent = rows.flatMap(({ epsilon, delta, private: holds }) =>
    epsilon === null || delta === null || holds === null
      ? []
      : [{ epsilon, delta, private: holds }],
  );
  return spent.sort((a, b) => b.epsilon - a.epsilon).at(0) ?? null;
}

function withoutSeed(labels: SweepRow['labels']): SweepRow['labels'] {
  return Object.fromEntries(Object.entries(labels).filter(([axis]) => axis !== 'seed'));
}

/** `84.31 ± 0.52` percent. */
export function spreadText(value: Spread | null): string {
  if (!value) return '–';
  return `${(100 * value.mean).toFixed(2)} ± ${(100 * value.std).toFixed(2)}`;
}

/** `12.31 ± 0.5213`, in the target's unit. */
function numberSpread(value: Spread | null | undefined): string {
  return value ? `${number(value.mean)} ± ${number(value.std)}` : '–';
}

/** The summary, readable: as text for the terminal, as Markdown for a file. */
export function summaryTable(summaries: readonly SweepSummary[]): {
  readonly text: string;
  readonly markdown: string;
} {
  const anyPrivacy = summaries.some(({ privacy }) => privacy);
  const anyBackdoor = summaries.some(({ backdoorSuccess }) => backdoorSuccess);
  const anyNumbers = summaries.some(({ numbers }) => numbers);
  const anyClasses = !summaries.every(({ numbers }) => numbers);
  const lines = summaries.map(({ labels, runs, privacy, numbers, ...measured }) => ({
    ...labels,
    runs,
    ...(anyPrivacy && { privacy: privacy ? epsilonText(privacy) : '–' }),
    ...(anyClasses && {
      'test accuracy, %': spreadText(measured.testAccuracy),
      'best, %': spreadText(measured.bestTestAccuracy),
      'worst tenth of the clients, %': spreadText(measured.clientWorst10),
    }),
    ...(anyNumbers && {
      'test MSE': numberSpread(numbers?.testMse),
      'best MSE': numberSpread(numbers?.bestTestMse),
      'test R²': numberSpread(numbers?.testR2),
      'MSE of the worst tenth of the clients': numberSpread(numbers?.clientMseWorst10),
    }),
    ...(anyBackdoor && { 'backdoor success, %': spreadText(measured.backdoorSuccess) }),
  }));
  const [first] = lines;
  const columns = Object.keys(first);
  const row = (cells: readonly unknown[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  const markdown = [
    row(columns),
    row(columns.map(() => '---')),
    ...lines.map((line) => row(Object.values(line))),
  ];
  return { text: renderTable(lines).text, markdown: `${markdown.join('\n')}\n` };
}
