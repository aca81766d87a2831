import { counted } from '../core/counted';
import type { PrivacySpent } from '../updates/updateTransform';

/** `ε 1.23`, marked if the noise protects nobody. */
export function epsilonText({ epsilon, private: holds }: PrivacySpent): string {
  const value = epsilon < 100 ? epsilon.toPrecision(3) : epsilon.toFixed(0);
  return `ε ${value}${holds ? '' : ' (not private)'}`;
}

/** What is promised to whom, in a sentence. */
export function promiseText(spent: PrivacySpent, rounds: number): string {
  const size = `${epsilonText({ ...spent, private: true })}, δ ${Number(spent.delta.toPrecision(3))}`;
  if (!spent.private) return `${size} if the noise were secret; it is not: it comes from the seed`;
  const whom = spent.againstServer
    ? 'whoever gets the model and against the server, which sees only sums with the noise'
    : 'whoever gets the model; not against the server';
  return `${size} for each client after ${counted(rounds, 'round')}, against ${whom}`;
}
