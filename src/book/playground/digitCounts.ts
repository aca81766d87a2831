import { mnistPackage } from '../../data/sources/mnistPackage';

/**
 * How many examples of each digit clients have.
 *
 * @param clients the numbers of each client's examples among the embedded digits, as in a run's `clients.json`
 */
export function digitCounts(clients: Iterable<ArrayLike<number>>): number[][] {
  const { labels, classNames } = mnistPackage();
  return Array.from(clients, (numbers) => {
    const counts = classNames.map(() => 0);
    for (let i = 0; i < numbers.length; i++) counts[labels[numbers[i]]]++;
    return counts;
  });
}
