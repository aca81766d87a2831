import { ArgumentError } from './errors';

/** A part that is chosen by name, described. */
export interface NamedPart<Value, Context = never> {
  /** What it does, in one line. */
  readonly summary: string;
  /** The settings that it needs, all numbers, with what each means: `{ norm: 'the largest L2 norm, > 0' }`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Those that may be left out: `{ passes: 'passes over the vectors, default 3' }`. */
  readonly optional?: Readonly<Record<string, string>>;
  /** Throws an `ArgumentError` that names a setting out of range. */
  readonly make: (settings: Readonly<Record<string, number>>, context?: Context) => Value;
}

/** Parts by name. */
export type NamedParts<Value, Context = never> = Readonly<
  Record<string, NamedPart<Value, Context>>
>;

/**
 * Makes the part that a text describes: its name, then its settings, as in `clip:norm=1.5`.
 *
 * @param argument named in errors
 * @param context what some parts need besides numbers
 * @throws ArgumentError for an unknown name, a missing or an unknown setting, and one out of range
 */
export function makePart<Value, Context = never>(
  argument: string,
  parts: NamedParts<Value, Context>,
  text: string,
  context?: Context,
): Value {
  const [name, ...given] = text.trim().split(':');
  if (!Object.hasOwn(parts, name)) {
    throw new ArgumentError(argument, `name ${Object.keys(parts).join(' or ')}`, name);
  }
  const { settings, optional = {}, make } = parts[name];
  const values = Object.fromEntries(given.map((setting) => readSetting(argument, name, setting)));
  const all = { ...settings, ...optional };
  const unknown = Object.keys(values).find((key) => !Object.hasOwn(all, key));
  const missing = Object.keys(settings).find((key) => !Object.hasOwn(values, key));
  if (unknown !== undefined) {
    const known = Object.keys(all).join(', ') || 'no settings';
    throw new ArgumentError(argument, `give ${name} only what it takes (${known})`, unknown);
  }
  if (missing !== undefined) {
    throw new ArgumentError(argument, `give ${name} its ${missing}, ${settings[missing]}`, text);
  }
  return make(values, context);
}

/** How to write each part, and what it does: `['clip:norm=N', 'scales updates down to an L2 norm']`. */
export function partTexts(parts: NamedParts<unknown>): [form: string, summary: string][] {
  return Object.entries(parts).map(([name, { summary, settings, optional = {} }]) => {
    const keys = Object.keys(settings).map((key) => `:${key}=N`);
    const more = Object.keys(optional).map((key) => `[:${key}=N]`);
    return [`${name}${keys.join('')}${more.join('')}`, summary];
  });
}

function readSetting(argument: string, name: string, text: string): [key: string, value: number] {
  const found = /^([^=]+)=([^=]*\S[^=]*)$/.exec(text);
  if (!found || Number.isNaN(Number(found[2]))) {
    throw new ArgumentError(argument, `give ${name} its settings as key=number`, text);
  }
  return [found[1], Number(found[2])];
}
