import { parameterSpec } from '../../src/core/parameters';
import { Rng } from '../../src/core/rng';
import type { ClientMoment } from '../../src/updates/updateTransform';

/** The first round of a client whose model is one tensor of so many numbers. */
export function clientMoment(size: number): ClientMoment {
  return {
    clientId: 'ann',
    round: 1,
    spec: parameterSpec([{ name: 'w', shape: [size] }]),
    parameters: new Float32Array(size),
    rng: Rng.fromSeed(1),
    bytes: 4 * size,
    slot: () => undefined,
    keep: () => undefined,
    serverSlot: () => undefined,
  };
}
