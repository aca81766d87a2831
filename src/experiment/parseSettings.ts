import { existsSync, readFileSync } from 'node:fs';
import { ArgumentError, DataError, FederatedError } from '../core/errors';
import { flag } from '../core/flag';
import { messageOf } from '../core/systemError';
import { parseStrategyName } from '../strategies/catalogue';
import { settingNames, settingsSchema } from './settings';
import type { Settings } from './settings';

/** What `config.json` of a run holds beside the options; `--config` passes over it. */
const notes = ['versions', 'facts'];

/**
 * Options as they were given, checked one by one. Names may be written `clientsPerRound` or
 * `clients-per-round`.
 *
 * @param origin where they come from, for the errors: a file, or the command line
 * @throws ArgumentError that names the first option out of range, as it is on the command line
 */
export function parseSettings(given: Readonly<Record<string, unknown>>, origin: string): Settings {
  const named = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [camelCase(name), value]),
  );
  if (typeof named.strategy === 'string') named.strategy = strategyName(named.strategy);
  const { success, data, error } = settingsSchema.safeParse(named);
  if (success) return data;
  const [issue] = error.issues;
  if (issue.code === 'unrecognized_keys') {
    const [name] = issue.keys;
    throw new FederatedError(
      `${origin}: there is no option ${name}${suggestion(name)}; --help lists them all`,
    );
  }
  const name = String(issue.path[0]);
  throw new ArgumentError(flag(name), issue.message, named[name]);
}

/** Reads options from a JSON file, such as the `config.json` of a run. */
export function readSettingsFile(file: string): Settings {
  const given = readJsonObject(file);
  for (const note of notes) Reflect.deleteProperty(given, note);
  return parseSettings(given, file);
}

/** The object that a JSON file holds; a `DataError` for anything else. */
export function readJsonObject(file: string): Record<string, unknown> {
  if (!existsSync(file)) throw new DataError(file, 'no such file');
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = messageOf(cause);
    throw new DataError(file, `is no JSON: ${reason}`, undefined, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
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
