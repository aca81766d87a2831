import { counted } from '../../../core/counted';
import { element, pictureOf } from './element';
import type { ExampleList } from './exampleList';

/** The newest examples are shown, no more than this. */
const mostShown = 40;

/** The newest examples of a list as pictures, each with a button that removes it. */
export function exampleView(
  list: ExampleList,
  classNames: readonly string[],
  changed: () => void,
): { readonly view: HTMLElement; readonly refresh: () => void } {
  const view = element('div', { className: 'pictures' });
  const refresh = (): void => {
    const newest = Array.from(
      { length: Math.min(list.size, mostShown) },
      (_, i) => list.size - 1 - i,
    );
    view.replaceChildren(
      ...newest.map((index) => {
        const { pixels, label } = list.at(index);
        const name = classNames[label];
        const remove = element('button', { type: 'button', ariaLabel: `Remove this ${name}` }, '✕');
        remove.addEventListener('click', () => {
          list.remove(index);
          changed();
        });
        return element('figure', {}, pictureOf(pixels, list.shape, name), `${name} `, remove);
      }),
    );
  };
  return { view, refresh };
}

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
