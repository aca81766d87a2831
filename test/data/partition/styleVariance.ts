/** Each value's rank among the values of its class, in (0, 1). */
export function quantilesWithinClass(
  values: readonly number[],
  labels: ArrayLike<number>,
): Float64Array {
  const quantiles = new Float64Array(values.length);
  for (const label of new Set(Array.from(labels))) {
    const members = values.map((_, i) => i).filter((i) => labels[i] === label);
    members.sort((a, b) => values[a] - values[b] || a - b);
    members.forEach((index, rank) => (quantiles[index] = (rank + 0.5) / members.length));
  }
  return quantiles;
}

/**
 * The share of variance that lies between groups: the intraclass correlation of the one-way random
 * effects model, by the analysis-of-variance estimator (Donner 1986). 0 for random groups, 1 where
 * each group is of one value.
 */
export function betweenGroups(values: Float64Array, groups: ArrayLike<number>): number {
  const sums = new Map<number, { count: number; sum: number; squares: number }>();
  values.forEach((value, i) => {
    const group = sums.get(groups[i]) ?? { count: 0, sum: 0, squares: 0 };
    group.count++;
    group.sum += value;
    group.squares += value * value;
    sums.set(groups[i], group);
  });
  const all = [...sums.values()];
  const total = (pick: (group: (typeof all)[number]) => number): number =>
    all.reduce((sum, group) => sum + pick(group), 0);
  const n = values.length;
  const mean = total((group) => group.sum) / n;
  const between = total((group) => group.sum ** 2 / group.count) - n * mean ** 2;
  const within = total((group) => group.squares - group.sum ** 2 / group.count);
  const meanBetween = between / (all.length - 1);
  const meanWithin = within / (n - all.length);
  const size = (n - total((group) => group.count ** 2) / n) / (all.length - 1);
  return (meanBetween - meanWithin) / (meanBetween + (size - 1) * meanWithin);
}
