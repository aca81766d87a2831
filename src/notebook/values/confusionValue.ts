import { counted } from '../../core/counted';
import { accuracy } from '../../metrics/classification';
import type { ConfusionMatrix } from '../../metrics/classification';
import { formatPercent } from '../../metrics/formatPercent';
import { confusionMatrixFigure } from '../../plots/matrices/confusion';
import type { MimeBundle } from '../display';
import { figureBundle } from '../show';

/** A confusion matrix as a chart; classes have their numbers as names. */
export async function confusionValue(value: unknown): Promise<MimeBundle | undefined> {
  if (!isConfusion(value)) return undefined;
  const examples = value.flatMap((row) => Array.from(row)).reduce((sum, count) => sum + count, 0);
  const right = examples > 0 ? `, ${formatPercent(accuracy(value))} of them right` : '';
  return figureBundle(
    confusionMatrixFigure(
      value,
      value.map((_, label) => `${label}`),
      { title: `Confusion matrix of ${counted(examples, 'example')}${right}` },
    ),
  );
}

function isConfusion(value: unknown): value is ConfusionMatrix {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((row) => row instanceof Uint32Array && row.length === value.length);
}
