import { knowingAccountant, privacyAccountant } from '../../privacy/accountant';
import type { PrivateMechanism } from '../../privacy/accountant';
import { clippedNoise } from '../../secureAggregation/clippedNoise';
import type { PrivacySpent } from '../../updates/updateTransform';
import { protectionOf } from '../server/protection';
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
  const noiseMultiplier = secure
    ? clippedNoise({
        ...privacy,
        ...secure,
        neighbors: secure.neighbors || undefined,
        clients: count,
        size,
      })
    : privacy.noiseMultiplier;
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
