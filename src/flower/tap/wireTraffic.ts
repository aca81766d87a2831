import type { WireCall } from './wireTap';

/** The bytes of a node in one round, by what they were for. */
export interface WireTraffic {
  readonly round: number;
  readonly bytes: Readonly<Record<WirePurpose, number>>;
}

/** What a call's bytes are for; the last is all that holds no record. */
export const wirePurposes = [
  'model to train',
  'trained model',
  'model to evaluate',
  'scores',
  'arranging it',
] as const;

export type WirePurpose = (typeof wirePurposes)[number];

/** The bytes of every round that a tap has seen, in order; calls that belong to no round are left out. */
export function wireTraffic(calls: readonly WireCall[]): WireTraffic[] {
  const rounds = new Map<number, Record<WirePurpose, number>>();
  for (const call of calls) {
    const round = call.message?.round;
    if (round === undefined) continue;
    const bytes = rounds.get(round) ?? none();
    bytes[purposeOf(call)] += call.bytesUp + call.bytesDown;
    rounds.set(round, bytes);
  }
  return Array.from(rounds, ([round, bytes]) => ({ round, bytes })).sort(
    (a, b) => a.round - b.round,
  );
}

function purposeOf({ rpc, message }: WireCall): WirePurpose {
  const training = message?.type.startsWith('train') ?? false;
  if (rpc === 'pull-object') return training ? 'model to train' : 'model to evaluate';
  if (rpc === 'push-object') return training ? 'trained model' : 'scores';
  return 'arranging it';
}

function none(): Record<WirePurpose, number> {
  return Object.fromEntries(wirePurposes.map((purpose) => [purpose, 0])) as Record<
    WirePurpose,
    number
  >;
}
