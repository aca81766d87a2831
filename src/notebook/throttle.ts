/** Decides when display work may be done again. */
export interface Throttle {
  /** Whether the pause after the last work is over. */
  due(): boolean;
  /** Does the work and notes how long it took, or with `free` only when it ended. */
  run<T>(work: () => T | Promise<T>, free?: boolean): Promise<T>;
}

/**
 * Work is due at most `perSecond` times per second and takes at most the fraction `share` of the
 * time: work of d milliseconds is followed by a pause of at least d (1 − share) / share.
 *
 * @param clock monotonic milliseconds
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
