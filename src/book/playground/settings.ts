import { controlNames, controlOf } from './controls';
import type { ControlName } from './controls';
import type { Settings } from '../../options/table';

/** The value of every control, also of those that have no effect at present. */
export type PlaygroundSettings = Readonly<Record<ControlName, string | number>>;

/** What the page starts with. */
export const defaultSettings = Object.fromEntries(
  controlNames.map((name) => [name, controlOf(name).default]),
) as PlaygroundSettings;

/** Whether a control has an effect with these settings. */
export function applies(name: ControlName, settings: PlaygroundSettings): boolean {
  const { when } = controlOf(name);
  if (when === undefined) return true;
  const value = String(settings[when.control as ControlName]);
  return when.is?.includes(value) ?? !when.isNot?.includes(value);
}

/** The controls that say what is tried, as against the length and the seed of a run. */
export function isTried(name: ControlName): boolean {
  const control = controlOf(name);
  return control.kind === 'choice' || !control.ofRun;
}

/**
 * What is wrong with a control's value, as a rule: `be a number from 0.01 to 1000`; undefined if it is right.
 */
export function brokenRule(name: ControlName, value: unknown): string | undefined {
  const control = controlOf(name);
  if (control.kind === 'choice') {
    const names = Object.keys(control.choices);
    return names.includes(String(value)) ? undefined : `be one of ${names.join(', ')}`;
  }
  const { min, max, whole } = control;
  const right =
    typeof value === 'number' &&
    value >= min &&
    value <= max &&
    (!whole || Number.isInteger(value));
  return right ? undefined : `be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`;
}

/**
 * The options of `npm run simulate` for these settings, only those that are not its defaults by being left
 * out: the seed and the number of rounds are always there.
 */
export function simulateOptions(settings: PlaygroundSettings): Settings {
  const parts = controlNames
    .filter((name) => applies(name, settings))
    .map((name): Settings => {
      const control = controlOf(name);
      const value = settings[name];
      return control.kind === 'choice'
        ? control.choices[value].options
        : { [control.option]: value };
    });
  return Object.assign({}, ...parts) as Settings;
}
