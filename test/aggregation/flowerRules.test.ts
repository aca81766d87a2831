import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bulyan } from '../../src/aggregation/bulyan';
import { coordinateMedian } from '../../src/aggregation/coordinateMedian';
import { krum, multiKrum } from '../../src/aggregation/krum';
import { trimmedMean } from '../../src/aggregation/trimmedMean';
import type { Aggregator } from '../../src/aggregation/aggregator';
import { aggregated } from '../support/aggregated';
import { flowerTest, runFlowerPython } from '../support/flowerPython';
import { largestDifference } from '../support/trainers';

interface Case {
  readonly vectors: number[][];
  readonly examples: number[];
  readonly attackers: number;
  readonly share: number;
  readonly select: number;
  /** What Flower makes of the vectors, by rule. */
  readonly aggregates: Readonly<Record<string, number[]>>;
}

/** What flowerRobustRules.py, which says how, wrote with flwr 1.41. */
interface FlowerRules {
  readonly flwr: string;
  readonly cases: Readonly<Record<string, Case>>;
}

const kept = JSON.parse(
  readFileSync(join(__dirname, '..', 'support', 'flowerRobustRules.json'), 'utf8'),
) as FlowerRules;

/** Our rules for those of the file. */
const rules: Readonly<Record<string, (given: Case) => Aggregator>> = {
  median: () => coordinateMedian(),
  'trimmed mean': ({ share }) => trimmedMean({ share }),
  krum: ({ attackers }) => krum({ attackers, convention: 'flower' }),
  'multi-krum': ({ attackers, select }) => multiKrum({ attackers, select, convention: 'flower' }),
  bulyan: ({ attackers }) => bulyan({ attackers, convention: 'flower' }),
  'older bulyan': ({ attackers }) => bulyan({ attackers }),
};

function check({ cases }: FlowerRules): void {
  for (const [name, given] of Object.entries(cases)) {
    for (const [rule, expected] of Object.entries(given.aggregates)) {
      const make = rules[rule] ?? rules[rule.replace('older ', '')];
      const { aggregate } = aggregated(make(given), given.vectors, given.examples);
      const difference = largestDifference(aggregate!, expected);
      expect({ name, rule, close: difference <= 1e-6 }).toEqual({ name, rule, close: true });
    }
  }
}

test('the same as Flower’s two APIs to 1e-6, with ties and as many attackers as a rule allows', () => {
  expect(Object.keys(kept.cases)).toHaveLength(10);
  check(kept);
});

test('the paper’s rule is Flower’s where a round has enough clients', () => {
  const { attackers, vectors, examples, aggregates } = kept.cases['at the limit of Krum'];
  const { aggregate, rejected } = aggregated(krum({ attackers }), vectors, examples);
  expect(largestDifference(aggregate!, aggregates.krum)).toBeLessThan(1e-6);
  expect(rejected).toHaveLength(8);
});

test('scores computed once choose others than one by one', () => {
  const differing = Object.values(kept.cases).filter(({ aggregates }) => {
    const [once, oneByOne] = [aggregates.bulyan, aggregates['older bulyan']].map(String);
    return once !== oneByOne;
  });
  expect(differing.length).toBeGreaterThan(0);
});

flowerTest('the values are those of the installed Flower', async () => {
  const values = JSON.parse(await runFlowerPython('flowerRobustRules.py', [], '')) as FlowerRules;
  expect(Object.keys(values.cases)).toEqual(Object.keys(kept.cases));
  check(values);
});
