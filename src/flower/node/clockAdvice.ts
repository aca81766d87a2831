/**
 * How far a clock may be off for a SuperLink, in seconds: it accepts signatures that are up to 305
 * s old, and clocks up to 5 s ahead of its own (`TIMESTAMP_TOLERANCE` and `SYSTEM_TIME_TOLERANCE`
 * of flwr 1.40 to 1.42).
 */
const allowed = { ahead: 5, behind: 305 } as const;

/** Error of a measured offset: the server's time is in whole seconds, and responses take time. */
const precision = 1.5;

/**
 * Why a SuperLink refuses a signature, as far as can be known.
 *
 * @param secondsAhead how far this machine's clock is ahead of the server's; undefined if unknown
 */
export function signatureAdvice(secondsAhead: number | undefined): string {
  const range =
    `which accepts clocks up to ${allowed.ahead} s ahead of its own and up to ` +
    `${spoken(allowed.behind)} behind`;
  if (secondsAhead === undefined) {
    return `either this machine's clock differs from the SuperLink's, ${range}, or the key does not match`;
  }
  const direction = secondsAhead > 0 ? 'ahead of' : 'behind';
  const off = `${spoken(Math.abs(secondsAhead))} ${direction} the SuperLink's`;
  if (secondsAhead > allowed.ahead - precision || -secondsAhead > allowed.behind - precision) {
    return `this machine's clock is ${off}, ${range}: set the clock`;
  }
  return (
    `the clock is not the reason (this machine's is ${off}, ${range}): the signature was not made with the ` +
    'private key that belongs to the public key'
  );
}

/** `4 min 12 s`, `2 h 3 min`, `5 days`: the two largest units. */
function spoken(seconds: number): string {
  const whole = Math.round(seconds);
  const units = [
    ['d', Math.floor(whole / 86_400)],
    ['h', Math.floor(whole / 3600) % 24],
    ['min', Math.floor(whole / 60) % 60],
    ['s', whole % 60],
  ] as const;
  const first = units.findIndex(([, value]) => value > 0);
  if (first < 0) return '0 s';
  const shown = units.slice(first, first + 2).filter(([, value]) => value > 0);
  return shown.map(([unit, value]) => `${value} ${unit}`).join(' ');
}
