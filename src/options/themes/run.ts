import { whole } from '../fields';
import type { OptionTable } from '../option';

/** The seed and the checkpoints of a run. */
export const runOptions = {
  seed: {
    schema: whole(0),
    placeholder: 'N',
    help: 'determines everything random',
    default: 1,
  },
  checkpointEvery: {
    schema: whole(1),
    placeholder: 'N',
    help: 'write a checkpoint after every N rounds',
    default: 1,
    changeable: true,
  },
} as const satisfies OptionTable;
