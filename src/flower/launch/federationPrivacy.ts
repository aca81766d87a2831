import { knowingAccountant, privacyAccountant } from '../../privacy/accountant';
import type { PrivateMechanism } from '../../privacy/accountant';
import { discreteNoiseMultiplier } from '../../secureAggregation/discreteNoiseMultiplier';
import { normBeforeRounding } from '../../secureAggregation/normBeforeRounding';
import { quantizer } from '../../secureAggregation/quantize';
import { secureTerms } from '../../secureAggregation/secureAggregation';
import type { PrivacySpent } from '../../updates/updateTransform';
import { protectionOf } from '../server/protection';
import type { Protection } from '../server/protection';
import type { FullServerAppSettings } from '../server/settings';

/**
 * What a federation's rounds spend of each client's privacy, against whoever gets the models; undefined
 * without noise. Flower draws a fixed number of the connected clients.
 *
 * @param clients how many are connected
 * @param size numbers in an update
 */
export function federationPrivacy(
  settings: FullServerAppSettings,
  clients: number,
  size: number,
): ((rounds: number) => PrivacySpent) | undefined {
  const { privacy, secure } = protectionOf(settings);
  if (!privacy || privacy.noiseMultiplier === 0) return undefined;
  const { fractionTrain, minClients, delta = clients ** -1.1 } = settings;
  const count = Math.max(Math.floor(clients * fractionTrain), minClients);
  const noiseMultiplier = secure ? worthOf(privacy, secure, count, size) : privacy.noiseMultiplier;
  const mechanism: PrivateMechanism = {
    noiseMultiplier,
    sampling: { kind: 'fixedSize', count, clients },
    discrete: secure !== undefined,
  };
  const drawn = privacyAccountant(mechanism);
  const known = secure && knowingAccountant(mechanism);
  return (rounds) => ({
    epsilon: drawn.epsilon(rounds, delta),
    delta,
    private: true,
    ...(known && { serverEpsilon: known.epsilon(rounds, delta) }),
  });
}

/** What the noise in a secure sum is worth. */
function worthOf(
  { clip, noiseMultiplier }: Required<Protection>['privacy'],
  secure: Required<Protection>['secure'],
  clients: number,
  size: number,
): number {
  const { step } = quantizer(secure);
  const sum = {
    ...{ size, step, clients, ...secureTerms(clients, secure) },
    norm: normBeforeRounding(clip, step, size),
    standardDeviation: noiseMultiplier * clip,
  };
  return discreteNoiseMultiplier(sum).noiseMultiplier;
}
