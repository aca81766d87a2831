import { between, nonNegativeNumber, positiveNumber, yes } from '../fields';
import type { Chosen, OptionTable } from '../option';

/** The first norm of adaptive clipping. */
const initialNorm = 0.1;

const withClip = [{ option: 'clip' }] as const;

/** Client-level differential privacy; what it promises, and to whom, is part of `simulate`'s help. */
export const privacyOptions = {
  adaptiveClip: {
    schema: between(0, 1),
    placeholder: 'QUANTILE',
    help: 'clip updates to a norm that follows this quantile of theirs: 0.5, the median',
  },
  clip: {
    schema: positiveNumber(),
    placeholder: 'NORM',
    help: 'clip each client’s update to this L2 norm and divide their sum by the clients of a round, whoever answers; with --adaptive-clip, the first norm. Without noise no promise to anybody',
    default: ({ adaptiveClip }: Chosen) => (adaptiveClip === undefined ? undefined : initialNorm),
    defaultText: `with --adaptive-clip ${initialNorm}`,
  },
  noiseMultiplier: {
    schema: nonNegativeNumber(),
    placeholder: 'Z',
    help: 'add Gaussian noise of Z times the norm to the sum of updates: a promise to each client, against whoever gets the model; not against the server',
    needs: withClip,
  },
  targetEpsilon: {
    schema: positiveNumber(),
    placeholder: 'E',
    help: 'instead, as much noise as the rounds, clients and sampling need for this ε: the same promise, with its size chosen',
    needs: withClip,
  },
  delta: {
    schema: positiveNumber(),
    placeholder: 'D',
    help: 'δ: the probability with which the promise may fail; below 1/clients',
    needs: withClip,
    defaultText: '1/clients^1.1',
  },
  seededNoise: {
    schema: yes(),
    help: 'draw the noise from the seed, for experiments that can be repeated: a promise to nobody, and the run says so (private: false)',
    needs: withClip,
  },
} as const satisfies OptionTable;
