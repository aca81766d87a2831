import { ArgumentError, DataError } from '../../core/errors';

/** What the library's advice is called on the command line. */
const advice: readonly (readonly [RegExp, string])[] = [
  [/incompleteRows: 'drop' leaves such rows out/, '--missing-rows drop leaves them out'],
  [/with \{ onBadRow: 'drop' \}/, 'with --bad-rows drop'],
  [/with \{ types: \{ (.+?): 'category' \} \}/, 'with --categorical $1'],
  [/list in missing what stands/, 'list in --missing-values what stands'],
  [/read them with decimal ","/, 'read them with --decimal ,'],
];

/**
 * Does what reads files; in its errors, arguments of functions become options.
 *
 * @param names the options by the functions' arguments: `{ target: '--target-column' }`
 * @param byValue the options by the columns that they name
 */
export async function withOwnFlags<Result>(
  names: Readonly<Record<string, string>>,
  byValue: ReadonlyMap<string, string>,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DataError)
      throw new DataError(error.file, advised(error.problem), error.offset);
    if (!(error instanceof ArgumentError)) throw error;
    const { argument, rule, value } = error;
    const named = Object.hasOwn(names, argument) ? names[argument] : argument;
    const option = typeof value === 'string' ? byValue.get(value) : undefined;
    const ofColumns = ['column', 'columns', 'types'].includes(argument);
    throw new ArgumentError(ofColumns ? (option ?? named) : named, rule, value);
  }
}

function advised(problem: string): string {
  return advice.reduce((text, [pattern, words]) => text.replace(pattern, words), problem);
}
