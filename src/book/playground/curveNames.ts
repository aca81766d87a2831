import { controlNames, controlOf } from './controls';
import type { ControlName } from './controls';
import { applies, isTried } from './settings';
import type { PlaygroundSettings } from './settings';

/**
 * A name for the curve of each settings: the algorithm, and the values by which it differs from any of the
 * others.
 *
 * ```ts
 * curveNames([defaultSettings, { ...defaultSettings, localEpochs: 5 }]); // ['FedAvg, 1 local epoch', 'FedAvg, 5 local epochs']
 * ```
 */
export function curveNames(all: readonly PlaygroundSettings[]): string[] {
  const told = (name: ControlName, settings: PlaygroundSettings): string =>
    applies(name, settings) ? valueName(name, settings[name]) : '';
  const differing = controlNames.filter(
    (name) =>
      isTried(name) &&
      name !== 'algorithm' &&
      new Set(all.map((settings) => told(name, settings))).size > 1,
  );
  return all.map((settings) => {
    const values = differing.map((name) => told(name, settings)).filter((text) => text !== '');
    return [valueName('algorithm', settings.algorithm), ...values].join(', ');
  });
}

/** A control's value in the name of a curve: `α 0.1`, `by writer`. */
export function valueName(name: ControlName, value: string | number): string {
  const control = controlOf(name);
  return control.kind === 'choice' ? control.choices[value].short : control.short(Number(value));
}
