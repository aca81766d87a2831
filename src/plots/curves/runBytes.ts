import type { RoundRecord } from '../../simulation/roundRecord';

/** Which bytes of a round count: those of both directions, or of one. */
export type RunBytes = 'bytes' | 'bytesUp' | 'bytesDown';

/** What an axis says of them. */
export const directions: Readonly<Record<RunBytes, string>> = {
  bytes: 'up and down',
  bytesUp: 'up',
  bytesDown: 'down',
};

/** The bytes of a round. */
export function sentBytes(
  { bytesUp, bytesDown }: Pick<RoundRecord, 'bytesUp' | 'bytesDown'>,
  which: RunBytes,
): number {
  if (which === 'bytesUp') return bytesUp;
  return which === 'bytesDown' ? bytesDown : bytesUp + bytesDown;
}
