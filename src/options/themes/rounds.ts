import { between, choice, nonNegativeNumber, path, positiveNumber, whole } from '../fields';
import type { OptionTable } from '../option';

/** How the clients of a round are found; see `simulation/sampling`. */
export const samplingNames = ['uniform', 'weighted', 'poisson', 'availability', 'once'] as const;

const withAvailability = [{ option: 'sampling', values: ['availability'] }] as const;

/** The rounds, who takes part in them, and who measures the model. */
export const roundOptions = {
  rounds: {
    schema: whole(1),
    placeholder: 'N',
    help: 'rounds of the run',
    default: 20,
    changeable: true,
  },
  clientsPerRound: {
    schema: whole(1),
    placeholder: 'N',
    help: 'clients drawn for a round; with poisson sampling on average',
    defaultText: '10, or all where there are fewer; centralized, local: all',
    argument: 'count',
  },
  sampling: {
    schema: choice(samplingNames),
    help: 'how they are drawn: evenly, by their examples, each by itself with the same probability, among those that are there, or evenly and each client at most once in the run',
    default: 'uniform',
  },
  availability: {
    schema: path(),
    placeholder: 'FILE',
    help: 'JSON, client id -> rounds and [first, last] spans',
    needs: withAvailability,
    argument: 'trace',
  },
  availabilityPeriod: {
    schema: whole(1),
    placeholder: 'N',
    help: 'rounds after which the file’s rounds start again',
    needs: withAvailability,
    argument: 'period',
  },
  dropouts: {
    schema: between(0, 1),
    placeholder: 'P',
    help: 'probability that a client never answers',
    default: 0,
  },
  stragglers: {
    schema: between(0, 1),
    placeholder: 'SHARE',
    help: 'share of a cohort that has time for 1 to E-1 epochs only',
  },
  deadline: {
    schema: positiveNumber(),
    placeholder: 'N',
    help: 'examples that a client of median speed trains on before the round ends',
  },
  speedSpread: {
    schema: nonNegativeNumber(),
    placeholder: 'S',
    help: 'spread of the clients’ log-normal speeds',
    default: 1,
    needs: [{ option: 'deadline' }],
  },
} as const satisfies OptionTable;

export const evaluationOptions = {
  evaluateEvery: {
    schema: whole(1),
    placeholder: 'N',
    help: 'measure after every N rounds and after the last',
    default: 1,
    changeable: true,
  },
  evaluationClients: {
    schema: whole(0),
    placeholder: 'N',
    help: 'how many clients measure the model',
    defaultText: 'all',
    changeable: true,
  },
  targetAccuracy: {
    schema: between(0, 1),
    placeholder: 'A',
    help: 'stop at this test accuracy, in [0, 1]',
    changeable: true,
  },
} as const satisfies OptionTable;
