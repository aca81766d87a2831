import * as z from 'zod';
import { below, positiveNumber, whole } from '../fields';
import type { Chosen, OptionTable } from '../option';

/** What every client does in a round. */
export const trainingOptions = {
  localEpochs: {
    schema: whole(1),
    placeholder: 'E',
    help: 'passes over a client’s examples in a round',
    default: 1,
  },
  batchSize: {
    schema: z.union([whole(1), z.literal('full')], {
      error: 'be a whole number of at least 1, or full',
    }),
    placeholder: 'B',
    help: 'examples per step: a number, or full',
    default: ({ strategy }: Chosen) => (strategy === 'fedsgd' ? 'full' : 20),
    defaultText: '20',
  },
  clientLearningRate: {
    schema: positiveNumber(),
    placeholder: 'R',
    help: 'step size on the clients',
    default: 0.1,
  },
  clientMomentum: {
    schema: below(1),
    placeholder: 'M',
    help: 'momentum on the clients, reset to 0 every round',
    default: 0,
    argument: 'optimizer',
  },
} as const satisfies OptionTable;
