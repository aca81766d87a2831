import { counted } from '../../../core/counted';
import type { ExampleList } from './exampleList';

/** `12 examples: 3 of 0, 9 of 7; 10 to train on, 2 to test on` */
export function listText(list: ExampleList, classNames: readonly string[]): string {
  if (list.size === 0) return 'No example yet.';
  const counts = list.counts.flatMap((count, label) =>
    count === 0 ? [] : [`${count} of ${classNames[label]}`],
  );
  const { train, test } = list.divided('');
  const division = `${train.labels.length} to train on, ${test.labels.length} to test on`;
  return `${counted(list.size, 'example')}: ${counts.join(', ')}; ${division}.`;
}
