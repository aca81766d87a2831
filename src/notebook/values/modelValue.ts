import { ModelSummary, summary } from '../../models/summary';
import type { MimeBundle } from '../display';
import { renderTable } from '../table';
import { isObject } from './isObject';

/** A model, or its summary, as a table of its layers. */
export function modelValue(value: unknown): MimeBundle | undefined {
  const shown = value instanceof ModelSummary ? value : isModel(value) ? summary(value) : undefined;
  if (!shown) return undefined;
  const { layers, parameters, branched } = shown;
  const rows = layers.map(({ inputs, ...layer }) => ({ ...layer, inputs: inputs.join(', ') }));
  const notTrained = parameters.total - parameters.trainable;
  const count = (number: number): string => number.toLocaleString('en-US');
  const { html } = renderTable(rows, {
    columns: ['layer', 'outputShape', 'parameters', ...(branched ? (['inputs'] as const) : [])],
    caption:
      `${count(parameters.total)} parameters` +
      (notTrained > 0 ? `, ${count(notTrained)} of them not trainable` : ''),
  });
  return { 'text/html': html, 'text/plain': shown.toString() };
}

function isModel(value: unknown): value is Parameters<typeof summary>[0] {
  if (!isObject(value) || !Array.isArray(value.layers)) return false;
  return typeof value.countParams === 'function' && Array.isArray(value.trainableWeights);
}
