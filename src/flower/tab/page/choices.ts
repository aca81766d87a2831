import type { Choice, ChoiceSurroundings } from './choice';
import { drawChoice } from './drawChoice';
import { byId, element } from './element';
import { imageChoice } from './imageChoice';
import type { ExampleChoice } from './pageSettings';
import { partChoice } from './partChoice';
import { tableChoice } from './tableChoice';

const makers: Readonly<Record<ExampleChoice, (around: ChoiceSurroundings) => Choice>> = {
  draw: drawChoice,
  part: partChoice,
  images: imageChoice,
  table: tableChoice,
};

/** The ways to examples, of which one is chosen. */
export interface Choices {
  readonly name: () => ExampleChoice;
  readonly current: () => Choice;
  readonly choose: (name: ExampleChoice) => void;
  /** While the tab takes part, nothing can be changed. */
  readonly lock: (locked: boolean) => void;
}

/** Shows a radio button for each way, and the panel of the one that is chosen. */
export function showChoices(around: ChoiceSurroundings): Choices {
  const { choices: names } = around.settings;
  const all = new Map(names.map((name) => [name, makers[name](around)]));
  const [fieldset, panel] = [byId<HTMLFieldSetElement>('choices'), byId('panel')];
  let chosen = names[0];
  const choose = (name: ExampleChoice): void => {
    chosen = name;
    panel.replaceChildren(all.get(name)!.panel);
    const radio = byId<HTMLInputElement>(`choice-${name}`);
    radio.checked = true;
    around.complain('');
    around.changed();
  };
  for (const [name, { title }] of all) {
    const radio = element('input', { type: 'radio', name: 'choice', id: `choice-${name}` });
    radio.addEventListener('change', () => {
      choose(name);
    });
    fieldset.append(element('label', { htmlFor: radio.id }, radio, ` ${title}`));
  }
  return {
    name: () => chosen,
    current: () => all.get(chosen)!,
    choose,
    lock: (locked) => {
      fieldset.disabled = locked;
      panel.inert = locked;
    },
  };
}
