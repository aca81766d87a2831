import { ArgumentError } from '../core/errors';

/**
 * The L2 norm that a vector may have so that, rounded to a grid, it has at most `norm`: rounding moves each
 * of its numbers by less than one step, and so all together by less than step · √size.
 *
 * @throws ArgumentError if the grid is too coarse for any norm
 */
export function normBeforeRounding(norm: number, step: number, size: number): number {
  const before = norm - step * Math.sqrt(size);
  if (before > 0) return before;
  const rule = `be > ${step * Math.sqrt(size)} for ${size} numbers on a grid with steps of ${step} (more bits make a finer grid)`;
  throw new ArgumentError('clippingNorm', rule, norm);
}
