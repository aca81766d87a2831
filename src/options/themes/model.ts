import { defaultModel, modelNames } from '../../models/makeModel';
import type { ModelName } from '../../models/makeModel';
import { trainerNames } from '../../training/makeTrainer';
import { choice, whole } from '../fields';
import type { Chosen, OptionTable } from '../option';

/** What is trained, and the engine of local training. */
export const modelOptions = {
  model: {
    schema: choice([...modelNames, 'linear', 'auto']),
    help: 'the model; a server and its clients must use the same one; rows take softmax, mlp and 2nn, numbers to predict linear, mlp and 2nn',
    default: ({ table }: Chosen): ModelName | 'auto' =>
      table === undefined ? defaultModel : 'auto',
    defaultText: `${defaultModel}; with --table auto: linear for numbers to predict, else ${defaultModel}`,
  },
  trainer: {
    schema: choice(trainerNames),
    help: 'the engine of local training',
    default: 'auto',
    defaultText: 'auto: compiled if the model allows it',
  },
  workers: {
    schema: whole(1),
    placeholder: 'N',
    help: 'threads that train clients in parallel; the result is the same for any number',
    defaultText: 'one per processor, at most 4',
    needs: [{ option: 'trainer', values: trainerNames.filter((name) => name !== 'eager') }],
    changeable: true,
  },
} as const satisfies OptionTable;
