import { ArgumentError, DataError } from '../core/errors';
import { flag } from '../commands/flag';
import { isJsonObject, readJsonFile } from '../core/jsonFile';
import { runTable, settingNames } from '../options/table';
import type { Settings } from '../options/table';
import { checkValues } from '../options/values';

/** What a run's `config.json` holds in addition to the options; `--config` ignores it. */
const notes = ['versions', 'facts'];

/**
 * Checks the options of a file one by one. Names may be written `clientsPerRound` or
 * `clients-per-round`.
 *
 * @throws ArgumentError that names the first option out of range as the file spells it
 */
export function parseSettings(given: Readonly<Record<string, unknown>>, file: string): Settings {
  const entries = Object.entries(given).map(([name, value]) => [camelCase(name), value] as const);
  return checkValues(runTable, Object.fromEntries(entries), (name) => {
    const spelled = Object.keys(given).find((key) => camelCase(key) === name);
    return inFile(file, spelled ?? name);
  });
}

/** The name of a file's option in errors: `options.json: rounds`. */
export function inFile(file: string, name: string): string {
  return `${file}: ${name}`;
}

/** Renames an option that a file set as the file does; any other error is returned unchanged. */
export function namedAsInFile(error: unknown, file: string, set: Settings): unknown {
  if (!(error instanceof ArgumentError)) return error;
  const name = settingNames.find((one) => flag(one) === error.argument);
  if (name === undefined || set[name] === undefined) return error;
  return new ArgumentError(inFile(file, name), error.rule, error.value);
}

/** The settings that `others` leaves open. */
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
