import type { WireCall, WireTap } from './wireTap';

/** Consecutive calls of one kind for one message, or the client app's work between calls. */
export interface WireStep {
  /** `pull-object × 8`, `train` */
  readonly label: string;
  /** Milliseconds since the first step. */
  readonly start: number;
  /** Milliseconds. */
  readonly duration: number;
  /** Bytes of the bodies; absent for the app's own work. */
  readonly bytes?: { readonly up: number; readonly down: number };
}

/**
 * What happened for the messages of one round: the calls in order, consecutive equal ones as one
 * step, and the client app's work.
 */
export function wireSteps({ calls, messages }: WireTap, round: number): WireStep[] {
  const own = calls
    .filter(({ message }) => message?.round === round)
    .sort((a, b) => a.start - b.start);
  const runs: WireCall[][] = [];
  for (const call of own) {
    const last = runs.at(-1)?.at(-1);
    const same = last?.rpc === call.rpc && last.message === call.message;
    if (same) runs.at(-1)!.push(call);
    else runs.push([call]);
  }
  const work = messages
    .filter(({ message }) => message.round === round)
    .map(({ message, start, milliseconds }) => ({
      label: message.type,
      start,
      duration: milliseconds,
    }));
  const steps: WireStep[] = [...runs.map(together), ...work];
  const first = Math.min(...steps.map(({ start }) => start));
  return steps
    .sort((a, b) => a.start - b.start)
    .map((step) => ({ ...step, start: step.start - first }));
}

function together(calls: readonly WireCall[]): WireStep {
  const [{ rpc, start }] = calls;
  const end = Math.max(...calls.map((call) => call.start + call.milliseconds));
  const sum = (bytes: (call: WireCall) => number): number =>
    calls.reduce((total, call) => total + bytes(call), 0);
  return {
    label: calls.length === 1 ? rpc : `${rpc} × ${calls.length}`,
    start,
    duration: end - start,
    bytes: { up: sum(({ bytesUp }) => bytesUp), down: sum(({ bytesDown }) => bytesDown) },
  };
}
