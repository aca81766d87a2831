import { rasterizeStrokes } from '../../../data/strokes';
import type { Choice, ChoiceSurroundings } from './choice';
import { drawingPad } from './drawingPad';
import { element } from './element';
import { listText } from './exampleText';
import { exampleView } from './exampleView';
import { ExampleList } from './exampleList';
import { embeddedExamples } from './embeddedExamples';
import { packed, unpack } from './keptExamples';

/** How many digits are taken at once from the embedded ones. */
const atOnce = 10;

/** Digits that are drawn with a finger, a pen or a mouse; or some of the embedded ones, by keyboard. */
export function drawChoice({ settings, id, changed, complain }: ChoiceSurroundings): Choice {
  const { classNames = [], shape = [28, 28, 1] } = settings.federation;
  const list = new ExampleList(shape, classNames.length);
  const pad = drawingPad();
  const counts = classNames.map(() => element('small', {}, '0'));
  const update = (): void => {
    complain('');
    for (const [label, count] of list.counts.entries()) counts[label].textContent = `${count}`;
    refresh();
    changed();
  };
  const { view, refresh } = exampleView(list, classNames, update);
  const addDrawing = (label: number): void => {
    if (pad.strokes().length === 0) {
      complain('Draw a digit first, then say which one it is.');
      return;
    }
    list.add(rasterizeStrokes(pad.strokes()), label);
    pad.clear();
    update();
  };
  const buttons = classNames.map((name, label) => {
    const says = element('span', { className: 'heard' }, 'Add the drawing as ');
    const button = element('button', { type: 'button' }, says, name, counts[label]);
    button.addEventListener('click', () => {
      addDrawing(label);
    });
    return button;
  });
  const undo = element('button', { type: 'button' }, 'Undo the last stroke');
  undo.addEventListener('click', pad.undo);
  const clear = element('button', { type: 'button' }, 'Clear');
  clear.addEventListener('click', pad.clear);

  const which = element(
    'select',
    { id: 'embedded-class' },
    ...classNames.map((name, label) => element('option', { value: `${label}` }, name)),
  );
  const take = element('button', { type: 'button' }, `Add ${atOnce} of them`);
  let taken = 0;
  take.addEventListener('click', () => {
    take.disabled = true;
    const label = Number(which.value);
    embeddedExamples(label, taken, atOnce).then(
      (images) => {
        taken += atOnce;
        for (const pixels of images) list.add(pixels, label);
        take.disabled = false;
        update();
      },
      () => {
        take.disabled = false;
        complain('The embedded digits could not be loaded; is the server still there? Try again.');
      },
    );
  });
  const panel = element(
    'div',
    {},
    element(
      'p',
      { id: 'pad-hint' },
      'Draw a digit, then press the button that says which one it is.',
    ),
    pad.canvas,
    element('div', { className: 'buttons' }, undo, clear),
    element(
      'div',
      { className: 'classes', role: 'group', ariaLabel: 'Which digit it is' },
      ...buttons,
    ),
    element(
      'div',
      { className: 'field' },
      element('label', { htmlFor: 'embedded-class' }, 'Without drawing: digits that others wrote'),
      which,
      take,
    ),
    view,
  );
  panel.addEventListener('keydown', ({ key, target }) => {
    const label = classNames.indexOf(key);
    if (label >= 0 && pad.strokes().length > 0 && target !== which) addDrawing(label);
  });
  return {
    title: 'Draw digits',
    panel,
    chosen: () => (list.size === 0 ? 'Add at least one digit.' : list.divided(id)),
    said: () => listText(list, classNames),
    kept: () => packed(list),
    restore: (kept) => {
      unpack(kept, list);
      update();
    },
  };
}
