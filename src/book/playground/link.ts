import { controlNames, controlOf } from './controls';
import type { ControlName } from './controls';
import { applies, brokenRule, defaultSettings, isTried } from './settings';
import type { PlaygroundSettings } from './settings';

/** The two ways to get curves: runs that were done, and a run in this tab. */
export const modes = ['grid', 'tab'] as const;

export type Mode = (typeof modes)[number];

/** What a link to the page holds. */
export interface LinkState {
  readonly mode: Mode;
  readonly settings: PlaygroundSettings;
  /** Settings whose curves stay while others are looked at, from the first; each as {@link triedText}. */
  readonly kept: readonly PlaygroundSettings[];
}

/** More curves than this cannot be told apart. */
export const mostKept = 5;

/** Longer links are no links of this page. */
const mostCharacters = 4000;

/**
 * What is tried, without the length and the seed of a run, as text: `partition=iid&model=softmax&…`. Equal
 * settings have equal texts.
 */
export function triedText(settings: PlaygroundSettings): string {
  return text(settings, isTried);
}

function text(settings: PlaygroundSettings, wanted: (name: ControlName) => boolean): string {
  const names = controlNames.filter((name) => wanted(name) && applies(name, settings));
  return String(new URLSearchParams(names.map((name) => [name, String(settings[name])])));
}

/** The fragment of the page's address, without `#`. */
export function writeLink({ mode, settings, kept }: LinkState): string {
  const parameters = new URLSearchParams(text(settings, () => true));
  parameters.set('mode', mode);
  for (const one of kept) parameters.append('keep', triedText(one));
  return String(parameters);
}

/**
 * Reads the fragment of an address, with or without `#`. Whatever is wrong is left out, with a sentence for
 * the reader, and has its usual value.
 */
export function readLink(fragment: string): LinkState & { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const kept: PlaygroundSettings[] = [];
  const usual = { mode: 'grid' as Mode, settings: defaultSettings, kept };
  const written = fragment.replace(/^#/, '');
  if (written.length > mostCharacters) {
    return { ...usual, problems: ['The link is too long to be one of this page.'] };
  }
  const parameters = new URLSearchParams(written);
  const mode = modes.find((name) => name === (parameters.get('mode') ?? 'grid'));
  if (mode === undefined) problems.push(problem('mode', parameters.get('mode'), modes.join(', ')));
  const settings = readSettings(parameters, ['mode', 'keep'], problems);
  for (const part of parameters.getAll('keep')) {
    const wrong: string[] = [];
    const one = readSettings(new URLSearchParams(part), [], wrong);
    if (wrong.length === 0 && kept.length < mostKept) kept.push(one);
    else if (wrong.length > 0) problems.push(`A kept curve is left out. ${wrong[0]}`);
    else problems.push(`At most ${mostKept} curves are kept; the others are left out.`);
  }
  return { mode: mode ?? 'grid', settings, kept, problems: [...new Set(problems)] };
}

function readSettings(
  parameters: URLSearchParams,
  others: readonly string[],
  problems: string[],
): PlaygroundSettings {
  const known: readonly string[] = [...controlNames, ...others];
  for (const name of new Set(parameters.keys())) {
    if (!known.includes(name)) {
      problems.push(`The link has “${clip(name)}”, which is no setting of this page.`);
    }
  }
  const entries = controlNames.map((name) => {
    const given = parameters.get(name);
    if (given === null) return [name, defaultSettings[name]];
    const value = readValue(name, given);
    const rule = brokenRule(name, value);
    if (rule === undefined) return [name, value];
    problems.push(
      `${controlOf(name).label} must ${rule}; the link has “${clip(given)}”. It is ${defaultSettings[name]} now.`,
    );
    return [name, defaultSettings[name]];
  });
  return Object.fromEntries(entries) as PlaygroundSettings;
}

/** A control's value from text; a number that is none is NaN. */
export function readValue(name: ControlName, given: string): string | number {
  if (controlOf(name).kind === 'choice') return given;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given.trim()) ? Number(given) : NaN;
}

function problem(name: string, given: string | null, choices: string): string {
  return `The ${name} must be one of ${choices}; the link has “${clip(given ?? '')}”.`;
}

/** Text from a link, short enough for a sentence. */
function clip(given: string): string {
  return given.length > 30 ? `${given.slice(0, 30)}…` : given;
}
