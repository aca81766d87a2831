import type { Rng } from '../../core/rng';
import type { NodeIdentity } from './identity';
import type { WebIdentity } from './webIdentity';
import type { FleetExchange } from './exchange';
import type { RetryPolicy } from '../../core/retry';
import type { FlowerSchema } from './schema';

/** What a `FleetTransport` reports about its work, but never a message's content. */
export type TransportEvent =
  | {
      readonly event: 'call';
      readonly route: string;
      readonly status: number;
      readonly seconds: number;
      readonly bytesSent: number;
      readonly bytesReceived: number;
    }
  | {
      readonly event: 'retry';
      readonly route: string;
      readonly attempt: number;
      readonly delaySeconds: number;
      readonly reason: string;
    };

/** Options of a `FleetTransport`. */
export interface TransportOptions {
  /** `http://host:port` or `https://host:port` of the SuperLink. */
  readonly url: string;
  readonly schema: FlowerSchema;
  /** The certificates to trust, in PEM, instead of the system's. */
  readonly ca?: string | Uint8Array;
  /** Signs the requests; with it, heartbeats continue while a client app blocks this thread. */
  readonly identity?:
    Pick<NodeIdentity, 'headers' | 'privateKey'> | Pick<WebIdentity, 'headers' | 'keys'>;
  /** Headers computed for each try, in place of an identity's. */
  readonly headers?: () =>
    Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Maximum size in bytes of a body sent or received. */
  readonly maxMessageBytes?: number;
  /** Seconds without traffic after which a try is given up; default 30. */
  readonly silenceSeconds?: number;
  /** Seconds after which a try is given up in any case; default 600. */
  readonly deadlineSeconds?: number;
  readonly retry?: RetryPolicy;
  /** For jitter in the waiting times. */
  readonly rng?: Rng;
  readonly log?: (event: TransportEvent) => void;
  /** Called for every successful call with its complete content; not for logs. */
  readonly observe?: (exchange: FleetExchange) => void;
}

/** Options of a single call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly retry?: RetryPolicy;
  readonly silenceSeconds?: number;
  readonly deadlineSeconds?: number;
  /** Called before each retry: the server may have acted on the earlier tries. */
  readonly onRetry?: () => void;
}
