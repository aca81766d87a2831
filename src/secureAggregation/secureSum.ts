import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';
import { numberedIds } from '../data/federate';
import { InProcessRound } from './protocol/inProcess';
import { secureTerms } from './secureAggregation';

/** Bits of the modulus. */
const modulusBits = 32;

/**
 * A sum of vectors that nobody sees, for what is no training: federated statistics. In each call the whole protocol
 * runs between a server and the clients, in this process, with keys and masks from the system's generator.
 *
 * Numbers are rounded to multiples of 2^−fractionBits and added modulo 2^32. So whole numbers, such as
 * counts, are exact, and every other sum is off by at most clients · 2^−(fractionBits + 1).
 *
 * ```ts
 * const sum = fl.secureAggregation.secureSum();
 * const statistics = await fl.tables.federatedStatistics(clients, { features, bounds, sum });
 * ```
 *
 * @param options.fractionBits between 0 and 24; default 12
 * @returns what throws an `ArgumentError` for fewer than 2 vectors, and for numbers so large that a sum of as many
 *   could reach 2^31 multiples: 2^31 / (2^fractionBits · clients)
 */
export function secureSum({ fractionBits = 12 }: { readonly fractionBits?: number } = {}): (
  vectors: readonly Float64Array[],
) => Float64Array {
  wholeNumber('fractionBits', fractionBits, 0, 24);
  const scale = 2 ** fractionBits;
  return (vectors) => {
    if (vectors.length < 2) {
      throw new ArgumentError('vectors', 'be at least 2, or a sum would be one of them', vectors);
    }
    const clients = numberedIds('client', vectors.length);
    const limit = 2 ** 31 / (scale * vectors.length);
    const whole = vectors.map((vector) =>
      Int32Array.from(vector, (value) => {
        if (Math.abs(value) < limit) return Math.round(value * scale);
        const rule = `hold numbers below ${limit} for ${vectors.length} clients (bounds or fewer fractionBits help)`;
        throw new ArgumentError('vectors', rule, value);
      }),
    );
    const { threshold, neighbors } = secureTerms(clients.length);
    const round = new InProcessRound({
      ...{ clients, threshold, leastSurvivors: clients.length, size: whole[0].length, modulusBits },
      ...(neighbors !== undefined && { neighbors }),
    });
    clients.forEach((id, k) => {
      round.mask(id, whole[k]);
    });
    return Float64Array.from(round.finish()!.sum, (value) => value / scale);
  };
}
