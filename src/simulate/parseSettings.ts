import { ArgumentError, DataError } from '../core/errors';
import { flag } from '../commands/flag';
import { isJsonObject, readJsonFile } from '../core/jsonFile';
import { parseStrategyName } from '../strategies/catalogue';
import { settingNames, settingsSchema } from './settings';
import type { Settings } from './settings';

/** What `config.json` of a run holds beside the options; `--config` passes over it. */
const notes = ['versions', 'facts'];

/**
 * Options as they were given, checked one by one. Names may be written `clientsPerRound` or
 * `clients-per-round`.
 *
 * @param file where they come from, unless it is the command line
 * @throws ArgumentError that names the first option out of range, as it is on the command line or as
 *   the file spells it
 */
export function parseSettings(given: Readonly<Record<string, unknown>>, file?: string): Settings {
  const entries = Object.entries(given).map(([name, value]) => [camelCase(name), value] as const);
  const named: Record<string, unknown> = Object.fromEntries(entries);
  const argument = (name: string): string => {
    if (file === undefined) return flag(name);
    const spelled = Object.keys(given).find((key) => camelCase(key) === name);
    return inFile(file, spelled ?? name);
  };
  if (typeof named.strategy === 'string') named.strategy = strategyName(named.strategy);
  const { success, data, error } = settingsSchema.safeParse(named);
  if (success) return data;
  const [issue] = error.issues;
  if (issue.code === 'unrecognized_keys') {
    const [name] = issue.keys;
    const rule = `be one of the options that --help lists${suggestion(name)}`;
    throw new ArgumentError(argument(name), rule, named[name]);
  }
  const name = String(issue.path[0]);
  throw new ArgumentError(argument(name), issue.message, named[name]);
}

/** What an option of a file is called in errors: `options.json: rounds`. */
export function inFile(file: string, name: string): string {
  return `${file}: ${name}`;
}

/** An error about an option that a file set, with the option as it is called there; else the error. */
export function namedAsInFile(error: unknown, file: string, set: Settings): unknown {
  if (!(error instanceof ArgumentError)) return error;
  const name = settingNames.find((one) => flag(one) === error.argument);
  if (name === undefined || set[name] === undefined) return error;
  return new ArgumentError(inFile(file, name), error.rule, error.value);
}

/** Those of the settings that others leave open. */
export function leftOpen(settings: Settings, others: Settings): Settings {
  const open = settingNames.filter((name) => others[name] === undefined);
  return Object.fromEntries(open.map((name) => [name, settings[name]]));
}

/** Reads options from a JSON file, such as the `config.json` of a run. */
export function readSettingsFile(file: string): Settings {
  const given = readJsonObject(file);
  for (const note of notes) Reflect.deleteProperty(given, note);
  return parseSettings(given, file);
}

/** The object that a JSON file holds. @throws DataError for anything else */
export function readJsonObject(file: string): Record<string, unknown> {
  const value = readJsonFile(file);
  if (isJsonObject(value)) return value;
  throw new DataError(file, 'expected a JSON object: {"option": value, …}');
}

/** `clients-per-round` -> `clientsPerRound` */
export function camelCase(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** What parts of the library call an option. */
const otherNames: Readonly<Record<string, string>> = {
  count: 'clientsPerRound',
  degrees: 'rotation',
  deviation: 'noise',
  minimum: 'minimumSize',
  optimizer: 'clientMomentum',
  period: 'availabilityPeriod',
  trace: 'availability',
};

/** Names of options in an error's argument become those of the command line. */
export function withFlags(error: unknown): unknown {
  if (!(error instanceof ArgumentError) || error.argument.startsWith('--')) return error;
  const argument = error.argument.replaceAll(/[A-Za-z]\w*/g, (word) => {
    const name = Object.hasOwn(otherNames, word) ? otherNames[word] : word;
    return (settingNames as readonly string[]).includes(name) ? flag(name) : word;
  });
  return new ArgumentError(argument, error.rule, error.value);
}

function strategyName(text: string): string {
  try {
    return parseStrategyName(text);
  } catch {
    return text; // the schema refuses it with the list of names
  }
}

/** The known name with the same letters or the same beginning. */
function suggestion(name: string): string {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const close = settingNames.find(
    (known) =>
      plain(known) === plain(name) ||
      (plain(name).length > 2 &&
        (plain(known).startsWith(plain(name)) || plain(name).startsWith(plain(known)))),
  );
  return close === undefined ? '' : ` (did you mean ${close}?)`;
}
