/** Decides when work that only shows something may be done again. */
export interface Throttle {
  /** Whether the pause since the last time is over. */
  due(): boolean;
  /** Does the work and takes note of how long it took; with `free`, only of when it ended. */
  run<T>(work: () => T | Promise<T>, free?: boolean): Promise<T>;
}

/**
 * Work is due at most `perSecond` times a second, and takes at most the fraction `share` of the
 * time: after work of d milliseconds comes a pause of at least d (1 − share) / share.
 *
 * @param clock milliseconds, never going back
 */
export function throttle(
  { perSecond, share }: { readonly perSecond: number; readonly share: number },
  clock: () => number,
): Throttle {
  let next = -Infinity;
  return {
    due: () => clock() >= next,
    async run(work, free = false) {
      const start = clock();
      try {
        return await work();
      } finally {
        const end = clock();
        const pause = free ? 0 : ((end - start) * (1 - share)) / share;
        next = Math.max(start + 1000 / perSecond, end + pause);
      }
    },
  };
}
