/**
 * At most `most` of these items, evenly spaced, the first and the last among them.
 *
 * @param most at least 2
 */
export function spacedOut<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const last = items.length - 1;
  return Array.from({ length: most }, (_, i) => items[Math.round((i * last) / (most - 1))]);
}
