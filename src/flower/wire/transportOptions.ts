import type { Rng } from '../../core/rng';
import type { NodeIdentity } from './identity';
import type { FleetExchange } from './exchange';
import type { RetryPolicy } from './retry';
import type { FlowerSchema } from './schema';

/** What a `FleetTransport` tells of its work; never what a message holds. */
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

/** What a `FleetTransport` needs. */
export interface TransportOptions {
  /** `http://host:port` or `https://host:port` of the SuperLink. */
  readonly url: string;
  readonly schema: FlowerSchema;
  /** The certificates to trust, in PEM, instead of the system's. */
  readonly ca?: string | Uint8Array;
  /** Signs the requests; with it, heartbeats go on while a client app holds up this thread. */
  readonly identity?: Pick<NodeIdentity, 'headers' | 'privateKey'>;
  /** Headers made anew for each try, in place of an identity's. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** The largest body sent or received, bytes. */
  readonly maxMessageBytes?: number;
  /** Seconds of silence after which a try is given up; 30 unless given. */
  readonly silenceSeconds?: number;
  /** Seconds after which a try is given up in any case; 600 unless given. */
  readonly deadlineSeconds?: number;
  readonly retry?: RetryPolicy;
  /** For the jitter of the waits. */
  readonly rng?: Rng;
  readonly log?: (event: TransportEvent) => void;
  /** Is shown every call that succeeded, with all that it held: not for logs. */
  readonly observe?: (exchange: FleetExchange) => void;
}

/** What one call may change. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly retry?: RetryPolicy;
  readonly silenceSeconds?: number;
  readonly deadlineSeconds?: number;
  /** Is told before each further try: the server may have acted on the ones before. */
  readonly onRetry?: () => void;
}
