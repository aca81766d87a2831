import { ArgumentError } from '../core/errors';
import { pick } from '../options/defaults';
import { runTable } from '../options/table';
import type { FilledSettings } from '../options/table';
import { privateSampling } from '../privacy/accountant';
import { calibrateNoise } from '../privacy/calibrate';
import { differentialPrivacy } from '../privacy/differentialPrivacy';
import type { DifferentialPrivacy } from '../privacy/differentialPrivacy';
import { promiseText } from '../privacy/spentText';
import type { PrivacySpent } from '../updates/updateTransform';
import { secureNoise } from './secureSettings';

/** The differential privacy of a run. */
export interface RunPrivacy {
  /** What the strategy needs for it. */
  readonly parts: DifferentialPrivacy;
  readonly noiseMultiplier: number;
  /** What all rounds together will have spent; undefined without noise. */
  readonly planned?: PrivacySpent;
  /** What readers should know: a sentence each. */
  readonly warnings: readonly string[];
}

type Numbered = FilledSettings & Required<Pick<FilledSettings, 'clients' | 'clientsPerRound'>>;

/** Refuses options whose promise would not hold or be of no size. @throws ArgumentError that names one */
export function checkPrivacy(config: FilledSettings): void {
  const { clip, noiseMultiplier = 0, targetEpsilon, sampling, weighting, delta } = config;
  if (clip === undefined) return;
  if (config.noiseMultiplier !== undefined && targetEpsilon !== undefined) {
    const rule = 'be left out with --target-epsilon, which chooses it';
    throw new ArgumentError('--noise-multiplier', rule, noiseMultiplier);
  }
  if (weighting === 'examples') {
    const rule = 'be uniform with --clip: a client with many examples could move the sum by more';
    throw new ArgumentError('--weighting', rule, weighting);
  }
  if (!promises(config)) {
    if (delta === undefined) return;
    const rule =
      'be left out without noise: a promise needs --noise-multiplier or --target-epsilon';
    throw new ArgumentError('--delta', rule, delta);
  }
  if (sampling !== 'uniform' && sampling !== 'poisson') {
    const rule = 'be uniform or poisson with noise: the accountant has no bound for any other';
    throw new ArgumentError('--sampling', rule, sampling);
  }
}

/** The options with the default δ, N^−1.1, if they promise privacy. */
export function withDelta<Config extends Numbered>(config: Config): Config {
  if (!promises(config)) return config;
  const { clients, delta = clients ** -1.1 } = config;
  return pick(runTable, { ...config, delta }) as Config;
}

/**
 * The differential privacy that the options describe; undefined without clipping.
 *
 * @param size numbers in an update
 */
export function runPrivacy(config: Numbered, size: number): RunPrivacy | undefined {
  const { adaptiveClip, clip, clients, clientsPerRound, rounds, seededNoise = false } = config;
  if (clip === undefined) return undefined;
  const sampling = config.sampling === 'poisson' ? 'poisson' : 'fixedSize';
  const drawn = privateSampling(sampling, clientsPerRound, clients);
  const { targetEpsilon: epsilon, delta } = config;
  const secure = secureNoise(config, size);
  const discrete = secure !== undefined;
  const noiseMultiplier =
    epsilon === undefined
      ? (config.noiseMultiplier ?? 0)
      : calibrateNoise({ epsilon, delta: delta!, sampling: drawn, rounds, discrete });
  const warnings: string[] = [];
  const parts = differentialPrivacy({
    clip: adaptiveClip === undefined ? clip : { quantile: adaptiveClip, initialNorm: clip },
    noiseMultiplier: secure ? secure.worth(noiseMultiplier) : noiseMultiplier,
    ...{ clients, clientsPerRound, sampling },
    ...(delta !== undefined && { delta }),
    ...(secure && { aggregator: secure.aggregator(noiseMultiplier) }),
    noise: seededNoise ? 'seeded' : 'cryptographic',
    warn: (message) => warnings.push(message),
  });
  if (noiseMultiplier === 0) return { parts, noiseMultiplier, warnings };
  if (seededNoise) {
    warnings.push('not private: whoever knows the seed can subtract the noise (--seeded-noise)');
  }
  if (secure && sampling === 'poisson') warnings.push(...uncounted(config, delta!));
  const planned = parts.transforms[0].privacy?.spent(rounds);
  return { parts, noiseMultiplier, ...(planned && { planned }), warnings };
}

/**
 * A round of fewer than two clients has no secure sum, and so no noise: whoever gets the models sees that.
 * If this is not much less likely than δ, readers should know.
 */
function uncounted({ clients, clientsPerRound, rounds }: Numbered, delta: number): string[] {
  const rate = clientsPerRound / clients;
  const tooFew = (1 - rate) ** (clients - 1) * (1 - rate + clients * rate);
  const chance = Math.min(1, rounds * tooFew);
  if (chance < delta / 100) return [];
  return [
    `a round of fewer than two clients has no noise, because it has no sum, and δ does not count that: it happens with a probability of ${Number(chance.toPrecision(2))} in this run`,
  ];
}

const promises = ({ clip, noiseMultiplier = 0, targetEpsilon }: FilledSettings): boolean =>
  clip !== undefined && (noiseMultiplier > 0 || targetEpsilon !== undefined);

/** What a run will have spent in the end, in a sentence. */
export function planText({ noiseMultiplier, planned }: RunPrivacy, rounds: number): string {
  if (!planned) return 'updates are clipped; without noise nothing is promised';
  return `noise multiplier ${noiseMultiplier}, ${promiseText(planned, rounds)}`;
}
