import { controlNames, controlOf } from '../controls';
import type { ControlName } from '../controls';
import { modes, readValue } from '../link';
import type { Mode } from '../link';
import type { Grid } from '../results';
import { applies, brokenRule, isTried } from '../settings';
import type { PlaygroundSettings } from '../settings';
import { element } from './elements';

const modeNames: Readonly<Record<Mode, string>> = {
  grid: 'Runs that were done',
  tab: 'Run it now, in this tab',
};

/** The page's controls. */
export interface Form {
  readonly root: HTMLFormElement;
  /** Shows settings; in the mode `grid` only values that occur there can be chosen. */
  readonly show: (mode: Mode, settings: PlaygroundSettings) => void;
}

/**
 * Makes the controls. In the mode `grid` each is a list of the values that were run, and says of those that
 * were not run together with the other settings; in the mode `tab`, numbers can be typed.
 */
export function makeForm(
  grid: Grid,
  on: {
    readonly mode: (mode: Mode) => void;
    readonly value: (name: ControlName, value: string | number) => void;
    readonly wrong: (sentence: string) => void;
  },
): Form {
  const ways = element('fieldset', { class: 'playground-modes' });
  const fields = element('div', { class: 'playground-fields' });
  const root = element('form', {}, ways, fields);
  root.addEventListener('submit', (event) => {
    event.preventDefault();
  });
  ways.append(element('legend', {}, 'Where the curves come from'));
  for (const mode of modes) {
    const input = element('input', { type: 'radio', name: 'mode', value: mode });
    input.addEventListener('change', () => {
      on.mode(mode);
    });
    ways.append(element('label', {}, input, ` ${modeNames[mode]}`));
  }

  const choose = (name: ControlName, given: string): void => {
    const value = readValue(name, given);
    const rule = brokenRule(name, value);
    if (rule === undefined) on.value(name, value);
    else on.wrong(`${controlOf(name).label} must ${rule}.`);
  };

  const inputs = new Map<ControlName, HTMLInputElement | HTMLSelectElement>();
  let built = '';

  const build = (mode: Mode, shown: readonly ControlName[]): void => {
    inputs.clear();
    fields.replaceChildren(
      ...shown.map((name) => {
        const id = `playground-${name}`;
        const input = makeInput(name, mode);
        input.id = id;
        input.setAttribute('aria-describedby', `${id}-help`);
        input.addEventListener('change', () => {
          choose(name, input.value);
        });
        inputs.set(name, input);
        const { label, help } = controlOf(name);
        return element(
          'div',
          { class: 'playground-field' },
          element('label', { for: id }, label),
          input,
          element(
            'span',
            { id: `${id}-help`, class: 'playground-help' },
            help + rangeText(name, mode),
          ),
        );
      }),
    );
  };

  const show = (mode: Mode, settings: PlaygroundSettings): void => {
    for (const input of ways.querySelectorAll('input')) input.checked = input.value === mode;
    const shown = controlNames.filter(
      (name) => applies(name, settings) && (mode === 'tab' || isTried(name)),
    );
    const wanted = [mode, ...shown].join(' ');
    if (wanted !== built) {
      const focused = document.activeElement?.id;
      build(mode, shown);
      built = wanted;
      if (focused?.startsWith('playground-')) document.getElementById(focused)?.focus();
    }
    for (const [name, input] of inputs) {
      if (input instanceof HTMLSelectElement) {
        input.replaceChildren(...optionsOf(name, { mode, settings, grid }));
      }
      input.value = String(settings[name]);
    }
  };
  return { root, show };
}

function makeInput(name: ControlName, mode: Mode): HTMLInputElement | HTMLSelectElement {
  const control = controlOf(name);
  if (mode === 'grid' || control.kind === 'choice') return element('select');
  const { min, max, whole } = control;
  return element('input', { type: 'number', min, max, step: whole ? 1 : 'any', required: true });
}

/** A choice's options; in the mode `grid` the values that occur there and the one that is set. */
function optionsOf(
  name: ControlName,
  state: { readonly mode: Mode; readonly settings: PlaygroundSettings; readonly grid: Grid },
): HTMLOptionElement[] {
  const { mode, settings, grid } = state;
  const control = controlOf(name);
  const inGrid = grid.values(name);
  const all = mode === 'tab' && control.kind === 'choice' ? Object.keys(control.choices) : inGrid;
  const values = all.includes(settings[name]) ? all : [settings[name], ...all];
  return values.map((value) => {
    const text = control.kind === 'choice' ? control.choices[value].label : `${value}`;
    const other = mode === 'grid' && value !== settings[name];
    const missing = other && grid.find({ ...settings, [name]: value }) === undefined;
    return element('option', { value }, missing ? `${text} – not run` : text);
  });
}

function rangeText(name: ControlName, mode: Mode): string {
  const control = controlOf(name);
  if (control.kind === 'choice' || mode === 'grid') return '';
  return `; ${control.min} to ${control.max}`;
}
