import { positive, wholeNumber } from './check';
import type { Rng } from './rng';

/** How often and how long to try. */
export interface RetryPolicy {
  /** Total number of tries, at least 1. */
  readonly attempts: number;
  /** Seconds before the second try; doubled before each further one. */
  readonly firstDelaySeconds: number;
  /** The longest wait between two tries, seconds. */
  readonly maxDelaySeconds: number;
}

/** Six tries within about 15 seconds. */
export const defaultRetry: RetryPolicy = {
  attempts: 6,
  firstDelaySeconds: 0.5,
  maxDelaySeconds: 10,
};

/** A single try, for requests that are repeated anyway. */
export const oneTry: RetryPolicy = { ...defaultRetry, attempts: 1 };

/** A retry. */
export interface Retry {
  /** Number of the failed try, from 1. */
  readonly attempt: number;
  readonly delaySeconds: number;
  readonly error: unknown;
}

/**
 * Runs `action` until it succeeds, with {@link backoffSeconds} between the tries.
 *
 * @param options.retryable whether to try again after an error, and when
 * @throws the last error, or the signal's reason
 */
export async function withRetry<T>(
  action: (attempt: number) => Promise<T>,
  options: {
    readonly policy: RetryPolicy;
    readonly rng: Rng;
    readonly retryable: (error: unknown, attempt: number) => 'no' | 'at once' | 'later';
    readonly onRetry?: (retry: Retry) => void;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<T> {
  const { policy, rng, retryable, onRetry, signal } = options;
  checkRetry(policy);
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await action(attempt);
    } catch (error) {
      signal?.throwIfAborted();
      const when = retryable(error, attempt);
      if (when === 'no' || attempt >= policy.attempts) throw error;
      const delaySeconds = when === 'at once' ? 0 : backoffSeconds(attempt, policy, rng);
      onRetry?.({ attempt, delaySeconds, error });
      await sleep(delaySeconds, signal);
    }
  }
}

/**
 * How long to wait after so many failures in a row: exponential backoff with jitter, uniform in [½, 1] ·
 * min(first · 2^(failures − 1), max).
 *
 * @param failures at least 1
 */
export function backoffSeconds(
  failures: number,
  { firstDelaySeconds, maxDelaySeconds }: Omit<RetryPolicy, 'attempts'>,
  rng: Rng,
): number {
  const delay = Math.min(firstDelaySeconds * 2 ** (failures - 1), maxDelaySeconds);
  return delay * (0.5 + 0.5 * rng.uniform());
}

/** @throws ArgumentError for a policy out of range */
export function checkRetry(policy: RetryPolicy): void {
  wholeNumber('attempts', policy.attempts, 1);
  positive('firstDelaySeconds', policy.firstDelaySeconds);
  positive('maxDelaySeconds', policy.maxDelaySeconds);
}

/** Resolves after a time; rejects with the signal's reason if it is aborted first. */
export function sleep(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, 1000 * seconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
