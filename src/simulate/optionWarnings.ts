import { strategies } from '../strategies/catalogue';
import type { Config } from './config';

/** What is allowed, and seldom what was meant: a sentence each, with the option that changes it. */
export function optionWarnings(config: Config): string[] {
  const { strategy, sampling, weighting = strategies[strategy].weighting } = config;
  if (sampling !== 'weighted' || weighting !== 'examples') return [];
  return [
    'large clients count twice: --sampling weighted draws clients by their examples, and ' +
      `${strategies[strategy].title} weights them by their examples again; --weighting uniform ` +
      'averages the drawn clients evenly',
  ];
}
