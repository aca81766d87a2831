import { strategies } from '../strategies/catalogue';
import type { Config } from './config';

/** Combinations that are allowed but rarely intended: a sentence each, with the option to change. */
export function optionWarnings(config: Config): string[] {
  const { strategy, sampling, weighting = strategies[strategy].weighting } = config;
  if (sampling !== 'weighted' || weighting !== 'examples') return [];
  return [
    'large clients count twice: --sampling weighted draws clients by their examples, and ' +
      `${strategies[strategy].title} weights them by their examples again; --weighting uniform ` +
      'averages the drawn clients with equal weights',
  ];
}
