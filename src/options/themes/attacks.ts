import * as z from 'zod';
import { makeAttack } from '../../attacks/poisoning/catalogue';
import { described, yes } from '../fields';
import type { OptionTable } from '../option';

const withAttack = [{ option: 'attack' }] as const;

const sizeRule = 'be a whole number of at least 1, or a share between 0 and 1';

/** Bad clients: what they do, and how many they are. */
export const attackOptions = {
  attack: {
    schema: described(makeAttack),
    placeholder: 'NAME',
    help: 'some clients are bad: they do one of those below; or poison examples and updates, with a comma between the two',
  },
  attackers: {
    schema: z
      .number({ error: sizeRule })
      .refine((value) => (value > 0 && value < 1) || (value >= 1 && Number.isSafeInteger(value)), {
        error: sizeRule,
      }),
    placeholder: 'N',
    help: 'how many of all clients, drawn by the seed: a number, or a share below 1',
    needs: withAttack,
    default: 0.2,
  },
  colluding: {
    schema: yes(),
    help: 'all attackers of a round send one and the same vector, made of their mean update',
    needs: withAttack,
  },
} as const satisfies OptionTable;
