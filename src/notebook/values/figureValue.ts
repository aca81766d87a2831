import type { Figure } from '../../plots/frame/figure';
import type { MimeBundle } from '../display';
import { figureBundle } from '../show';
import { isObject } from './isObject';

/** A figure as a chart. */
export async function figureValue(value: unknown): Promise<MimeBundle | undefined> {
  return isFigure(value) ? figureBundle(value) : undefined;
}

function isFigure(value: unknown): value is Figure {
  if (!isObject(value) || !Array.isArray(value.data) || !isObject(value.layout)) return false;
  const { width, height } = value.layout;
  return typeof width === 'number' && typeof height === 'number' && isObject(value.config);
}
