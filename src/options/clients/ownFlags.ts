import { ArgumentError } from '../../core/errors';

/**
 * Renames the arguments of functions that read files as the options are called.
 *
 * @param names the options by the functions' arguments: `{ target: '--target-column' }`
 * @param byValue the options by what they say, for arguments with the values of several of them
 */
export async function withOwnFlags<Result>(
  names: Readonly<Record<string, string>>,
  byValue: ReadonlyMap<string, string>,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const { argument, rule, value } = error;
    const named = Object.hasOwn(names, argument) ? names[argument] : argument;
    const option = typeof value === 'string' ? byValue.get(value) : undefined;
    const several = argument === 'column' || argument === 'columns';
    throw new ArgumentError(several ? (option ?? named) : named, rule, value);
  }
}
