import { existsSync } from 'node:fs';
import { inside } from './paths.mjs';

/** Whether a command's arguments ask for its help. */
export function asksForHelp(args) {
  const end = args.indexOf('--', 1);
  const own = end < 0 ? args : args.slice(0, end);
  return own.includes('--help') || own.includes('-h');
}

/** Whether the library can show its help: it is built, and its packages are installed. */
export function canAskLibrary() {
  return [
    ['src', 'dist', 'index.js'],
    ['node_modules', '.package-lock.json'],
  ].every((path) => existsSync(inside(...path)));
}

/** The `--help` text of a command that cannot show its own. */
export function usageText({ usage, inLibrary, details }, purpose) {
  const sentence = `${purpose[0].toUpperCase()}${purpose.slice(1)}.`;
  const rest = inLibrary ? ['', 'To see its options here, first run: npm run setup'] : [];
  return [`Usage: ${usage}`, '', details ?? sentence, ...rest].join('\n');
}
