import type { PrivacySpent } from '../updates/updateTransform';

/** `ε 1.23`, marked if the noise protects nobody. */
export function epsilonText({ epsilon, private: holds }: PrivacySpent): string {
  const value = epsilon < 100 ? epsilon.toPrecision(3) : epsilon.toFixed(0);
  return `ε ${value}${holds ? '' : ' (not private)'}`;
}
