import { positive } from '../../core/check';
import { seededNoise } from '../../core/noise';
import { fillNormal } from '../../core/normalVector';
import type { UpdateAttack } from './attack';

/** Options of {@link freeRider}; at most one of them. */
export type FreeRiderOptions =
  | { readonly deviation?: undefined; readonly echo?: undefined }
  /** Noise of this standard deviation, > 0, that looks like work. */
  | { readonly deviation: number; readonly echo?: undefined }
  /** The change of the global model since this client's last round. */
  | { readonly echo: true; readonly deviation?: undefined };

/**
 * A client that does not train but wants the model: it sends back what it got, an update of zeros, or
 * that with noise (Fraboni et al. 2021, "Free-rider attacks on model aggregation in federated learning"),
 * or what the model did last (Lin et al. 2019, "Free-riders in federated learning",
 * delta weights). It claims the steps of honest training, and for the metrics of training it reports loss
 * and accuracy of the model that it got.
 *
 * With `echo`, zeros in a client's first round: also in the first round of a resumed run, which is why
 * `simulate` does not resume it.
 *
 * ```ts
 * const attack = { update: fl.attacks.freeRider({ deviation: 0.01 }) };
 * ```
 */
export function freeRider({ deviation, echo }: FreeRiderOptions = {}): UpdateAttack {
  const shared = { knows: 'own', trains: false } as const;
  if (echo) {
    return {
      ...shared,
      name: 'free rider that repeats the last change',
      remembers: true,
      change(update, { parameters, parametersBefore }) {
        if (!parametersBefore) return;
        for (let i = 0; i < update.length; i++) update[i] = parameters[i] - parametersBefore[i];
      },
    };
  }
  if (deviation === undefined) return { ...shared, name: 'free rider', change: () => undefined };
  positive('deviation', deviation);
  return {
    ...shared,
    name: `free rider with noise of ${deviation}`,
    change(update, { rng }) {
      fillNormal(update, deviation, seededNoise(rng));
    },
  };
}
