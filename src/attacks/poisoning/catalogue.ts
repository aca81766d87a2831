import { ArgumentError } from '../../core/errors';
import { makePart } from '../../core/namedParts';
import type { NamedParts } from '../../core/namedParts';
import { aLittleIsEnough } from './aLittleIsEnough';
import type { Attack } from './attack';
import { backdoor } from './backdoor';
import { freeRider } from './freeRider';
import { gaussianUpdate } from './gaussianUpdate';
import { innerProduct } from './innerProduct';
import { labelFlip } from './labelFlip';
import { notANumber } from './notANumber';
import { scaledUpdate } from './scaledUpdate';
import { signFlip } from './signFlip';

const omniscient =
  '1: from the updates of the honest clients, not from the attackers’ own; default 0';

/**
 * All attacks of bad clients, by the name that commands and config files use.
 *
 * ```ts
 * const names = Object.keys(fl.attacks.catalogue);
 * ```
 */
export const attacks = {
  labelflip: {
    summary:
      'trains on wrong labels: of C classes, c becomes C-1-c (Fang et al. 2020), or one class another (Tolpegin et al. 2020)',
    settings: {},
    optional: { from: 'the class that is mislabeled', to: 'what it is called' },
    make: (settings) => ({ data: labelFlip(settings) }),
  },
  backdoor: {
    summary: 'stamps a patch on examples and calls them the target (Gu et al. 2017)',
    settings: { target: 'the class that patched images shall get' },
    optional: {
      share: 'of the attacker’s examples, in (0, 1]; default 0.5',
      size: 'side of the patch in pixels; default 3',
      value: 'of its pixels, 0 to 255; default 255',
    },
    make: ({ target, ...settings }) => ({ data: backdoor({ target, ...settings }) }),
  },
  signflip: {
    summary: 'sends the update with the opposite sign (Li et al. 2019)',
    settings: {},
    optional: { scale: 'its factor, > 0; default 1' },
    make: ({ scale }) => ({ update: signFlip(scale) }),
  },
  scaled: {
    summary: 'sends the update times a factor: model replacement (Bagdasaryan et al. 2020)',
    settings: { factor: '> 0; with equal weights, the clients of a round replace the model' },
    make: ({ factor }) => ({ update: scaledUpdate(factor) }),
  },
  gaussian: {
    summary: 'sends Gaussian noise (Blanchard et al. 2017)',
    settings: { deviation: 'its standard deviation, > 0' },
    make: ({ deviation }) => ({ update: gaussianUpdate(deviation) }),
  },
  alie: {
    summary: 'a little is enough: sends mean − z · deviation of the updates (Baruch et al. 2019)',
    settings: {},
    optional: { z: 'default: from clients and attackers of the round', omniscient },
    make: ({ z, omniscient: all }) => ({
      update: aLittleIsEnough({ z, omniscient: yes('omniscient', all) }),
    }),
  },
  innerproduct: {
    summary: 'sends −ε · mean of the updates (Xie et al. 2020)',
    settings: { epsilon: 'ε > 0' },
    optional: { omniscient },
    make: ({ epsilon, omniscient: all }) => ({
      update: innerProduct({ epsilon, omniscient: yes('omniscient', all) }),
    }),
  },
  notanumber: {
    summary: 'sends an update without a single number',
    settings: {},
    make: () => ({ update: notANumber() }),
  },
  freerider: {
    summary: 'does not train: sends zeros, or noise (Fraboni et al. 2021)',
    settings: {},
    optional: { deviation: 'the noise’s standard deviation, > 0' },
    make: ({ deviation }) => ({ update: freeRider({ deviation }) }),
  },
  echo: {
    summary: 'does not train: sends what the model did last (Lin et al. 2019)',
    settings: {},
    make: () => ({ update: freeRider({ echo: true }) }),
  },
} as const satisfies NamedParts<Attack>;

/**
 * Makes the attack that a string describes: `signflip:scale=10`; or a poisoning of examples and one of
 * updates with a comma between them: `backdoor:target=0,scaled:factor=10`. Throws an `ArgumentError`.
 *
 * ```ts
 * const { data, update } = fl.attacks.makeAttack('backdoor:target=0,scaled:factor=10');
 * ```
 */
export function makeAttack(text: string): Attack {
  const parts = text.split(',').map((part) => makePart<Attack>('attack', attacks, part));
  for (const kind of ['data', 'update'] as const) {
    if (parts.filter((part) => part[kind]).length < 2) continue;
    const what = kind === 'data' ? 'examples' : 'updates';
    throw new ArgumentError('attack', `poison ${what} in one way only`, text);
  }
  return Object.assign({}, ...parts) as Attack;
}

/**
 * What an attack does, in a few words: `backdoor to 0, update × 10`.
 *
 * ```ts
 * fl.attacks.attackName(fl.attacks.makeAttack('signflip:scale=10')); // 'sign flip × 10'
 * ```
 */
export function attackName({ data, update }: Attack): string {
  return [data, update].flatMap((part) => (part ? [part.name] : [])).join(', ');
}

/** Whether a setting that is 0 or 1 is 1. */
function yes(setting: string, value = 0): boolean {
  if (value === 0 || value === 1) return value === 1;
  throw new ArgumentError(setting, 'be 0 or 1', value);
}
