import { between, choice, nonNegativeNumber, path, positiveNumber, whole } from '../fields';
import type { OptionTable } from '../option';

/** How the clients of a round are chosen; see `simulation/sampling`. */
const samplingNames = ['uniform', 'weighted', 'poisson', 'availability', 'once'] as const;

const withAvailability = [{ option: 'sampling', values: ['availability'] }] as const;

/** The rounds, and who takes part in them. */
export const roundOptions = {
  rounds: {
    schema: whole(1),
    placeholder: 'N',
    help: 'number of rounds',
    default: 20,
    changeable: true,
  },
  clientsPerRound: {
    schema: whole(1),
    placeholder: 'N',
    help: 'clients drawn per round; with poisson sampling, on average',
    defaultText: '10, or all if there are fewer; centralized, local: all',
    argument: 'count',
  },
  sampling: {
    schema: choice(samplingNames),
    help: 'how they are drawn: uniformly, in proportion to their examples, each independently with the same probability, from those that are available, or uniformly but each client at most once in the run',
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
    help: 'rounds after which the file’s schedule repeats',
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
    help: 'share of a cohort that only has time for 1 to E-1 epochs',
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
    help: 'evaluate after every N rounds and after the last',
    default: 1,
    changeable: true,
  },
  evaluationClients: {
    schema: whole(0),
    placeholder: 'N',
    help: 'how many clients evaluate the model',
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
