import { ArgumentError } from '../core/errors';
import type { UpdateTransform } from './updateTransform';

/**
 * Refuses a list of transforms of which one would break what another one says of the update.
 *
 * @throws ArgumentError for names that are used twice or contain a `/`; for a transform after one that
 *   promises privacy, whose clipping it could undo; for a codec and another transform after it that changes
 *   the update on the client, a second codec among them; and for a codec that remembers its errors under a
 *   promise with noise
 */
export function checkTransforms(transforms: readonly UpdateTransform[]): void {
  const names = transforms.map(({ name }) => name);
  const wrong = names.find((name, i) => !/^[^/\s]+$/.test(name) || names.indexOf(name) < i);
  if (wrong !== undefined) {
    throw new ArgumentError('transforms', 'have different names without a slash', wrong);
  }
  const refuse = (rule: string): never => {
    throw new ArgumentError('transforms', rule, names.join(', '));
  };
  const codec = transforms.find(({ wire }) => wire !== undefined);
  const early = transforms.slice(0, -1).find(({ privacy }) => privacy);
  if (early && codec && transforms.indexOf(codec) > transforms.indexOf(early)) {
    refuse(
      `have ${codec.name} before ${early.name}: an update may be longer after an encoding than before, ` +
        'and the promise is about a largest length',
    );
  }
  if (early) refuse(`end with ${early.name}`);
  if (!codec) return;
  const after = transforms.slice(transforms.indexOf(codec) + 1);
  const second = after.find(({ wire }) => wire !== undefined);
  if (second) refuse(`hold one codec: ${second.name} would encode what ${codec.name} decoded`);
  const later = after.find(({ client, privacy }) => client && !privacy);
  if (later) {
    refuse(
      `have ${later.name} before ${codec.name}: the server sees what it decodes, and what ${later.name} ` +
        'changes afterwards is not in the bytes',
    );
  }
  const promise = transforms.at(-1)?.privacy;
  if (codec.remembers && promise?.spent(1)) {
    refuse(
      `hold no ${codec.name} with noise: what a client kept depends on the rounds that it took part in, ` +
        'which the count of privacy by sampling does not allow for',
    );
  }
}
