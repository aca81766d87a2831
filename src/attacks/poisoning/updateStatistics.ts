import { WeightedMean } from '../../aggregation/weightedMean';
import type { LocalResult } from '../../training/localTrainer';

/**
 * Mean and standard deviation of each coordinate over clients. A client with several results, one for each
 * part of its examples, counts once, with their mean by examples; one without examples does not count
 * beside others.
 *
 * @param results at least one
 */
export function updateStatistics(
  results: readonly Pick<LocalResult, 'clientId' | 'update' | 'examples'>[],
): { readonly mean: Float32Array; readonly deviation: Float32Array } {
  const filled = results.filter(({ examples }) => examples > 0);
  const updates = onePerClient(filled.length > 0 ? filled : results);
  const { length } = updates[0];
  const mean = new Float32Array(length);
  const deviation = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (const update of updates) sum += update[i];
    const center = sum / updates.length;
    let squares = 0;
    for (const update of updates) squares += (update[i] - center) ** 2;
    mean[i] = center;
    deviation[i] = Math.sqrt(squares / updates.length);
  }
  return { mean, deviation };
}

function onePerClient(
  results: readonly Pick<LocalResult, 'clientId' | 'update' | 'examples'>[],
): readonly Float32Array[] {
  const parts = new Map<string, typeof results>();
  for (const result of results) {
    parts.set(result.clientId, [...(parts.get(result.clientId) ?? []), result]);
  }
  return [...parts.values()].map((own) => {
    if (own.length === 1) return own[0].update;
    const mean = new WeightedMean(own[0].update.length);
    for (const { update, examples } of own) mean.add(update, examples);
    return mean.result();
  });
}
