import * as z from 'zod';
import { ArgumentError } from '../core/errors';

/*
 * Schemas of single options. Every issue's message is just the rule (`be a whole number of at least
 * 1`), so that it can become an `ArgumentError`.
 */

/** A whole number ≥ `low` and, if given, ≤ `high`. */
export function whole(low: number, high?: number): z.ZodInt {
  const range = high === undefined ? `of at least ${low}` : `between ${low} and ${high}`;
  const error = `be a whole number ${range}`;
  const schema = z.int({ error }).min(low, { error });
  return high === undefined ? schema : schema.max(high, { error });
}

/** A number > 0. */
export function positiveNumber(): z.ZodNumber {
  return z.number({ error: 'be > 0' }).gt(0, { error: 'be > 0' });
}

/** A number ≥ 0. */
export function nonNegativeNumber(): z.ZodNumber {
  return z.number({ error: 'be >= 0' }).min(0, { error: 'be >= 0' });
}

/** A number in [0, high). */
export function below(high: number): z.ZodNumber {
  const error = `be at least 0 and below ${high}`;
  return z.number({ error }).min(0, { error }).lt(high, { error });
}

/** A number in [low, high]. */
export function between(low: number, high: number): z.ZodNumber {
  const error = `be between ${low} and ${high}`;
  return z.number({ error }).min(low, { error }).max(high, { error });
}

/** A number > 0 and at most `high`. */
export function upTo(high: number): z.ZodNumber {
  const error = `be > 0 and at most ${high}`;
  return z.number({ error }).gt(0, { error }).max(high, { error });
}

/** A share in (0, 1). */
export function openShare(): z.ZodNumber {
  const error = 'be above 0 and below 1';
  return z.number({ error }).gt(0, { error }).lt(1, { error });
}

/** A share in (0.5, 1]. */
export function share(): z.ZodNumber {
  const error = 'be above 0.5 and at most 1';
  return z.number({ error }).gt(0.5, { error }).max(1, { error });
}

/** One of these names. */
export function choice<const Name extends string>(
  names: readonly Name[],
): z.ZodEnum<{ [Key in Name]: Key }> {
  return z.enum(names, { error: `be one of ${names.join(', ')}` });
}

/** A string that `make` accepts. @param make throws an `ArgumentError` with the rule if it does not */
export function described(make: (text: string) => unknown): z.ZodString {
  return z.string({ error: 'be a string' }).superRefine((text, context) => {
    try {
      make(text);
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      context.addIssue({ code: 'custom', message: error.rule });
    }
  });
}

/** A non-empty string. @param what describes it in the rule: `HOST:PORT` */
export function text(what: string): z.ZodString {
  return z.string({ error: `be ${what}` }).min(1, { error: `be ${what}` });
}

/** The path of a file or folder. */
export function path(): z.ZodString {
  return text('a path').meta({ path: true });
}

/** Whether a schema is a {@link path}. */
export function isPath(schema: z.ZodType): boolean {
  return schema.meta()?.path === true;
}

/** A switch: true or false. */
export function yes(): z.ZodBoolean {
  return z.boolean({ error: 'be true or false' });
}
