import type { WireCall } from './wireTap';

/** A node's bytes in one round, by purpose. */
export interface WireTraffic {
  readonly round: number;
  readonly bytes: Readonly<Record<WirePurpose, number>>;
}

/** The purposes of a call's bytes; the last covers everything without a record. */
export const wirePurposes = [
  'model to train',
  'trained model',
  'model to evaluate',
  'scores',
  'arranging it',
] as const;

/** What a call is for. */
export type WirePurpose = (typeof wirePurposes)[number];

/** The bytes of every round that a tap has seen, in order; calls outside rounds are left out. */
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
