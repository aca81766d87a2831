import type { Choice, ChoiceSurroundings } from './choice';
import { element } from './element';

/** The name of the lock that a tab holds while it has a part, so that another takes the next one. */
export const partLock = (part: number): string => `federated part ${part}`;

/** One part of the embedded digits: the same examples as a client in Node.js with this number has. */
export function partChoice({ settings, changed }: ChoiceSurroundings): Choice {
  const { count, first } = settings.parts!;
  const options = Array.from({ length: count }, (_, part) => {
    const whose = part < first ? ' (another client has it, too)' : '';
    return element('option', { value: `${part}` }, `Part ${part + 1} of ${count}${whose}`);
  });
  const select = element('select', { id: 'part' }, ...options);
  select.value = `${Math.min(first, count - 1)}`;
  let touched = false;
  select.addEventListener('change', () => {
    touched = true;
    changed();
  });
  void freePart(first, count).then((part) => {
    if (touched || part === undefined) return;
    select.value = `${part}`;
    changed();
  });
  const panel = element(
    'div',
    { className: 'field' },
    element('label', { htmlFor: 'part' }, 'Which part of the 10,000 digits'),
    select,
  );
  return {
    title: 'A part of the embedded digits',
    panel,
    chosen: () => ({ kind: 'part', partitionId: Number(select.value), numPartitions: count }),
    said: () => `Part ${Number(select.value) + 1} of ${count} of the embedded digits.`,
    kept: () => select.value,
    restore: (kept) => {
      if (!options.some(({ value }) => value === kept)) return;
      touched = true;
      select.value = kept as string;
      changed();
    },
  };
}

/** The first part that no other tab of this browser has. */
async function freePart(first: number, count: number): Promise<number | undefined> {
  const { held = [] } = await navigator.locks.query();
  const taken = new Set(held.map(({ name }) => name));
  const own = Array.from({ length: count - first }, (_, i) => first + i);
  return own.find((part) => !taken.has(partLock(part)));
}
