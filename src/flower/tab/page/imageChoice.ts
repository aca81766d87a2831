import { counted } from '../../../core/counted';
import { messageOf } from '../../../core/systemError';
import type { Choice, ChoiceSurroundings } from './choice';
import { classOf } from './classOf';
import { decodeImage } from './decodeImage';
import { element } from './element';
import { ExampleList } from './exampleList';
import { listText } from './exampleText';
import { exampleView } from './exampleView';
import { packed, unpack } from './keptExamples';

/** Images of the visitor's own, each of a class. */
export function imageChoice({ settings, id, changed, complain }: ChoiceSurroundings): Choice {
  const { classNames = [], shape = [28, 28, 1] } = settings.federation;
  const list = new ExampleList(shape, classNames.length);
  const update = (): void => {
    refresh();
    changed();
  };
  const { view, refresh } = exampleView(list, classNames, update);
  const which = element(
    'select',
    { id: 'image-class' },
    element('option', { value: '-1' }, 'as their folder or name says'),
    ...classNames.map((name, label) => element('option', { value: `${label}` }, name)),
  );
  const invert = element('input', {
    type: 'checkbox',
    id: 'image-invert',
    checked: shape[2] === 1,
  });
  const files = element('input', {
    type: 'file',
    id: 'image-files',
    accept: 'image/*',
    multiple: true,
  });
  const folder = element('input', { type: 'file', id: 'image-folder', webkitdirectory: true });
  const add = async (input: HTMLInputElement): Promise<void> => {
    const chosen = Array.from(input.files ?? []);
    input.value = '';
    const problems: string[] = [];
    for (const [i, file] of chosen.entries()) {
      complain(`Reading ${i + 1} of ${counted(chosen.length, 'file')} …`);
      const given = Number(which.value);
      const path = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
      const label = given >= 0 ? given : classOf(path, classNames);
      if (label < 0) {
        problems.push(`${file.name} names no class: choose one above and add it again.`);
        continue;
      }
      try {
        list.add(await decodeImage(file, shape, invert.checked), label);
      } catch (error) {
        problems.push(messageOf(error));
      }
    }
    const more = problems.length > 1 ? ` (and ${counted(problems.length - 1, 'more file')})` : '';
    complain(problems.length === 0 ? '' : `${problems[0]}${more}`);
    update();
  };
  for (const input of [files, folder]) input.addEventListener('change', () => void add(input));
  const field = (label: string, input: HTMLElement): HTMLElement =>
    element('div', { className: 'field' }, element('label', { htmlFor: input.id }, label), input);
  const [height, width, channels] = shape;
  const panel = element(
    'div',
    {},
    element(
      'p',
      {},
      `Each becomes ${height} × ${width} pixels${channels === 1 ? ' in gray' : ''}. ` +
        `The classes are ${classNames.slice(0, 12).join(', ')}${classNames.length > 12 ? ', …' : ''}.`,
    ),
    field('Their class:', which),
    field('Dark on light, as ink on paper', invert),
    field('Images:', files),
    field('Or a folder with a folder for each class:', folder),
    view,
  );
  return {
    title: 'Images of your own',
    panel,
    chosen: () => (list.size === 0 ? 'Add at least one image.' : list.divided(id)),
    said: () => listText(list, classNames),
    kept: () => packed(list),
    restore: (kept) => {
      unpack(kept, list);
      update();
    },
  };
}
