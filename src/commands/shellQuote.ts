/**
 * A path or another text as one word of a command that people copy: unchanged where that is safe,
 * else in quotation marks, single ones for POSIX shells, double ones on Windows.
 */
export function shellQuote(text: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return /^[\w@%+=:,./\\-]+$/.test(text) ? text : `"${text}"`;
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
