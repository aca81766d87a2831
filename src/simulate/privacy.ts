import { counted } from '../core/counted';
import { ArgumentError } from '../core/errors';
import type { FilledSettings } from '../options/table';
import { privacyAccountant, privateSampling } from '../privacy/accountant';
import { calibrateNoise } from '../privacy/calibrate';
import { differentialPrivacy } from '../privacy/differentialPrivacy';
import type { DifferentialPrivacy } from '../privacy/differentialPrivacy';
import type { PrivacySpent } from '../updates/updateTransform';

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
  return { ...config, delta };
}

/** The differential privacy that the options describe; undefined without clipping. */
export function runPrivacy(config: Numbered): RunPrivacy | undefined {
  const { adaptiveClip, clip, clients, clientsPerRound, rounds, seededNoise = false } = config;
  if (clip === undefined) return undefined;
  const sampling = config.sampling === 'poisson' ? 'poisson' : 'fixedSize';
  const drawn = privateSampling(sampling, clientsPerRound, clients);
  const { targetEpsilon: epsilon, delta } = config;
  const noiseMultiplier =
    epsilon === undefined
      ? (config.noiseMultiplier ?? 0)
      : calibrateNoise({ epsilon, delta: delta!, sampling: drawn, rounds });
  const warnings: string[] = [];
  const parts = differentialPrivacy({
    clip: adaptiveClip === undefined ? clip : { quantile: adaptiveClip, initialNorm: clip },
    ...{ noiseMultiplier, clients, clientsPerRound, sampling },
    ...(delta !== undefined && { delta }),
    noise: seededNoise ? 'seeded' : 'cryptographic',
    warn: (message) => warnings.push(message),
  });
  if (noiseMultiplier === 0) return { parts, noiseMultiplier, warnings };
  if (seededNoise) {
    warnings.push('not private: whoever knows the seed can subtract the noise (--seeded-noise)');
  }
  const planned = {
    epsilon: privacyAccountant({ noiseMultiplier, sampling: drawn }).epsilon(rounds, delta!),
    delta: delta!,
    private: !seededNoise,
  };
  return { parts, noiseMultiplier, planned, warnings };
}

const promises = ({ clip, noiseMultiplier = 0, targetEpsilon }: FilledSettings): boolean =>
  clip !== undefined && (noiseMultiplier > 0 || targetEpsilon !== undefined);

/** `ε 1.23`, marked if the noise protects nobody. */
export function epsilonText({ epsilon, private: holds }: PrivacySpent): string {
  const value = epsilon < 100 ? epsilon.toPrecision(3) : epsilon.toFixed(0);
  return `ε ${value}${holds ? '' : ' (not private)'}`;
}

/** What is promised to whom, in a sentence. */
export function promiseText(spent: PrivacySpent, rounds: number): string {
  const size = `${epsilonText({ ...spent, private: true })}, δ ${Number(spent.delta.toPrecision(3))}`;
  if (!spent.private) return `${size} if the noise were secret; it is not: it comes from the seed`;
  return `${size} for each client after ${counted(rounds, 'round')}, against whoever gets the model; not against the server`;
}

/** What a run will have spent in the end, in a sentence. */
export function planText({ noiseMultiplier, planned }: RunPrivacy, rounds: number): string {
  if (!planned) return 'updates are clipped; without noise nothing is promised';
  return `noise multiplier ${noiseMultiplier}, ${promiseText(planned, rounds)}`;
}
