import { z } from 'zod';

/*
 * Schemas of single options. Every issue's message is the rule alone, `be a whole number of at least
 * 1`, so that it can become an `ArgumentError`.
 */

/** A whole number of at least `low`. */
export function whole(low: number): z.ZodInt {
  const error = `be a whole number of at least ${low}`;
  return z.int({ error }).min(low, { error });
}

/** A number > 0. */
export function positiveNumber(): z.ZodNumber {
  return z.number({ error: 'be > 0' }).gt(0, { error: 'be > 0' });
}

/** A number ≥ 0. */
export function nonNegativeNumber(): z.ZodNumber {
  return z.number({ error: 'be >= 0' }).min(0, { error: 'be >= 0' });
}

/** A number in [0, 1). */
export function belowOne(): z.ZodNumber {
  const error = 'be at least 0 and below 1';
  return z.number({ error }).min(0, { error }).lt(1, { error });
}

/** A number in [0, 1]. */
export function share(): z.ZodNumber {
  const error = 'be between 0 and 1';
  return z.number({ error }).min(0, { error }).max(1, { error });
}

/** A number > 0 and at most `high`. */
export function upTo(high: number): z.ZodNumber {
  const error = `be > 0 and at most ${high}`;
  return z.number({ error }).gt(0, { error }).max(high, { error });
}

/** One of these words. */
export function choice<Name extends string>(
  names: readonly Name[],
): z.ZodEnum<{ [Key in Name]: Key }> {
  return z.enum(names, { error: `be one of ${names.join(', ')}` });
}

/** A text that is not empty: a path. */
export function path(): z.ZodString {
  return z.string({ error: 'be a path' }).min(1, { error: 'be a path' });
}
