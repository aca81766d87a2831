import { process } from '../platform/system';
/**
 * A path or other text as one word of a command for people to copy: unchanged if that is safe,
 * otherwise quoted, with single quotes for POSIX shells and double quotes on Windows.
 */
export function shellQuote(text: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return /^[\w@%+=:,./\\-]+$/.test(text) ? text : `"${text}"`;
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
