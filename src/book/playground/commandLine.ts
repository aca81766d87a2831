import { flag } from '../../commands/flag';
import { simulateOptions } from './settings';
import type { PlaygroundSettings } from './settings';

/**
 * The command that makes a run again, with the same numbers.
 *
 * ```ts
 * commandLine({ ...defaultSettings, rounds: 40, seed: 1 });
 * // npm run simulate -- --partition dirichlet --alpha 0.1 … --rounds 40 --seed 1
 * ```
 */
export function commandLine(settings: PlaygroundSettings): string {
  const words = Object.entries(simulateOptions(settings)).map(([name, value]) =>
    value === true ? flag(name) : `${flag(name)} ${String(value)}`,
  );
  return ['npm run simulate --', ...words].join(' ');
}
