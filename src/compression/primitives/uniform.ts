import { hashAt, hashKey } from './hash';

/** Numbers from `low` to `high` in equal steps, of which there are `levels`. */
export interface Grid {
  readonly low: number;
  readonly high: number;
  /** 2^bits − 1 */
  readonly levels: number;
}

/** The least and the largest of some numbers: 0 and 0 if there are none. */
export function rangeOf(values: Float32Array | Float64Array): Omit<Grid, 'levels'> {
  if (values.length === 0) return { low: 0, high: 0 };
  let [low, high] = [values[0], values[0]];
  for (let i = 1; i < values.length; i++) {
    const value = values[i];
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  return { low, high };
}

/** The distance of the grid's neighbors. */
export const stepOf = ({ low, high, levels }: Grid): number => (high - low) / levels;

/**
 * Writes each number's place on the grid: the nearest, or with a seed one of the two around it, whose
 * expectation is the number.
 */
export function toGrid(
  values: Float32Array | Float64Array,
  grid: Grid,
  places: Uint16Array,
  seed: number | undefined,
): void {
  const { low, levels } = grid;
  const step = stepOf(grid);
  if (step === 0) {
    places.fill(0);
    return;
  }
  if (seed === undefined) {
    for (let i = 0; i < values.length; i++) {
      const place = ((values[i] - low) / step + 0.5) | 0;
      places[i] = place > levels ? levels : place;
    }
    return;
  }
  const key = hashKey(seed);
  for (let i = 0; i < values.length; i++) {
    const place = ((values[i] - low) / step + hashAt(key, i) * 2 ** -32) | 0;
    places[i] = place > levels ? levels : place;
  }
}

/** The numbers at these places. */
export function fromGrid(
  places: Uint16Array,
  grid: Grid,
  values: Float32Array | Float64Array,
): void {
  const { low } = grid;
  const step = stepOf(grid);
  for (let i = 0; i < places.length; i++) values[i] = low + places[i] * step;
}
