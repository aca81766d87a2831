import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { DataAttack } from './attack';
import { checkClasses } from './targets';

/** Options of {@link labelFlip}. */
export interface LabelFlipOptions {
  /** The class that is mislabeled, and what it is called then: class numbers. Both or none. */
  readonly from?: number;
  readonly to?: number;
}

/**
 * Attackers train on wrong labels: of C classes, class c is called C − 1 − c (Fang et al. 2020, "Local
 * model poisoning attacks to Byzantine-robust federated learning"); or only one class is
 * mislabeled, as another one (Tolpegin et al. 2020, "Data poisoning attacks against federated learning
 * systems").
 *
 * ```ts
 * const sevensAsOnes = fl.attacks.labelFlip({ from: 7, to: 1 });
 * ```
 *
 * @throws ArgumentError for one class without the other, for equal ones and, with the data, for classes
 *   that it does not have
 */
export function labelFlip({ from, to }: LabelFlipOptions = {}): DataAttack {
  if (from === undefined && to === undefined) {
    return {
      name: 'label flip',
      poison: (examples) => {
        checkClasses(examples);
        const last = examples.classNames.length - 1;
        return { ...examples, labels: examples.labels.map((label) => last - label) };
      },
    };
  }
  if (from === undefined || to === undefined) {
    const missing = from === undefined ? 'from' : 'to';
    throw new ArgumentError(missing, 'be given with the other class', undefined);
  }
  wholeNumber('from', from, 0);
  wholeNumber('to', to, 0);
  if (from === to) throw new ArgumentError('to', `be another class than ${from}`, to);
  return {
    name: `label flip of ${from} to ${to}`,
    poison(examples) {
      checkClasses(examples);
      const last = examples.classNames.length - 1;
      wholeNumber('from', from, 0, last);
      wholeNumber('to', to, 0, last);
      return { ...examples, labels: examples.labels.map((label) => (label === from ? to : label)) };
    },
  };
}
