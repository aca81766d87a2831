import type { Rng } from '../../core/rng';
import { labelCounts } from '../../data/dataset';
import { subset } from '../../data/datasetParts';
import type { Dataset } from '../../data/dataset';
import { apportion } from '../../data/partition/apportion';
import { byGroup } from '../../data/partition/partition';

/** Every client tests on at least this many examples, if there are that many. */
const fewest = 50;

/**
 * Test examples for clients that hold none out: each gets examples of the central test set in the
 * proportions of its own labels, an even share of the set but at least 50. Clients may share test
 * examples, since none of them trains on any.
 *
 * @returns a client's test examples, by its id and its training examples
 */
export function matchedTest(
  central: Dataset,
  clients: number,
  rng: Rng,
): (id: string, train: Dataset) => Dataset {
  const members = byGroup(central.labels);
  const size = Math.min(central.size, Math.max(fewest, Math.round(central.size / clients)));
  return (id, train) => {
    const own = rng.split('client', id);
    const wanted = apportion([...labelCounts(train)], size);
    const chosen = wanted.flatMap((count, label) => {
      const candidates = [...(members.get(label) ?? [])];
      return own.split('label', label).sample(candidates, Math.min(count, candidates.length));
    });
    return subset(central, chosen);
  };
}
