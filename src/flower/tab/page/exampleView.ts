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
