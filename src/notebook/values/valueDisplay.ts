import type { MimeBundle } from '../display';
import { confusionValue } from './confusionValue';
import { datasetValue } from './datasetValue';
import { federatedValue } from './federatedValue';
import { figureValue } from './figureValue';
import { modelValue } from './modelValue';
import { runValue } from './runValue';

/**
 * How a kind of value is shown if it is the last expression of a notebook cell; undefined for values
 * of another kind.
 */
export type ValueDisplay = (
  value: unknown,
) => MimeBundle | undefined | Promise<MimeBundle | undefined>;

/** One line per kind of value. */
export const valueDisplays: readonly ValueDisplay[] = [
  figureValue,
  modelValue,
  datasetValue,
  federatedValue,
  runValue,
  confusionValue,
];

/** Where this project's kernel looks for displays. */
const displaysKey = Symbol.for('federated.displayValue');

/** Makes the kernel show this library's values, instead of printing their fields. */
export function registerValueDisplays(): void {
  const global = globalThis as { [displaysKey]?: Set<ValueDisplay> };
  const displays = (global[displaysKey] ??= new Set());
  for (const display of valueDisplays) displays.add(display);
}
