import { counted } from '../core/counted';
import type { PrivacySpent } from '../updates/updateTransform';

/** `ε 1.23`, marked if the noise protects nobody. */
export function epsilonText({
  epsilon,
  private: holds,
}: Pick<PrivacySpent, 'epsilon' | 'private'>): string {
  const value = epsilon < 100 ? epsilon.toPrecision(3) : epsilon.toFixed(0);
  return `ε ${value}${holds ? '' : ' (not private)'}`;
}

/** What is promised to whom, in a sentence. */
export function promiseText(spent: PrivacySpent, rounds: number): string {
  const size = `${epsilonText({ ...spent, private: true })}, δ ${Number(spent.delta.toPrecision(3))}`;
  if (!spent.private) return `${size} if the noise were secret; it is not: it comes from the seed`;
  return `${size} for each client after ${counted(rounds, 'round')}, against whoever gets the model${againstServer(spent)}`;
}

function againstServer({ epsilon, serverEpsilon }: PrivacySpent): string {
  if (serverEpsilon === undefined) return '; not against the server';
  if (serverEpsilon <= epsilon) return ', the server included';
  const value = epsilonText({ epsilon: serverEpsilon, private: true });
  return `; ${value} against the server, which knows who took part`;
}
