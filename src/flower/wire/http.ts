import { openConnections as open } from '../../platform/http';
import { HttpFailure } from '../../platform/httpExchange';
import type { HttpAnswer, HttpConnections, HttpRequest } from '../../platform/httpExchange';
import {
  FlowerConnectionError,
  FlowerFormatError,
  FlowerLimitError,
  FlowerTlsError,
} from './errors';
import { releasable } from './objects/releasable';

export type { HttpAnswer, HttpConnections, HttpRequest };

/** A request of which the answer may have to be {@link releasable}. */
export interface FleetRequest extends Omit<HttpRequest, 'allocate'> {
  readonly toRelease?: boolean;
}

/** Connections to a SuperLink, kept open between requests. */
export interface FleetConnections {
  /**
   * @throws FlowerConnectionError (FlowerTlsError) if there is no response, FlowerFormatError and
   *   FlowerLimitError for an unacceptable one, the signal's reason if it is aborted
   */
  send(request: FleetRequest): Promise<HttpAnswer>;
  close(): void;
}

/**
 * Opens connections to a SuperLink as needed.
 *
 * @param ca the certificates to trust, in PEM, instead of the system's; only for https, and not in a page
 */
export function openConnections(ca?: string | Uint8Array): FleetConnections {
  const connections = open(ca);
  return {
    send: async ({ toRelease, ...request }) => {
      try {
        return await connections.send({ ...request, ...(toRelease && { allocate: releasable }) });
      } catch (error) {
        throw explained(request, error);
      }
    },
    close: () => {
      connections.close();
    },
  };
}

/** Explains a failure to a user of a SuperLink. */
function explained(
  { url, maxBytes }: Pick<HttpRequest, 'url' | 'maxBytes'>,
  cause: unknown,
): unknown {
  if (!(cause instanceof HttpFailure)) return cause;
  const route = url.pathname;
  const { kind, code, message, found = 0 } = cause;
  switch (kind) {
    case 'limit':
      return new FlowerLimitError(`the answer to ${route}`, maxBytes, 'bytes', found);
    case 'format': {
      if (!code.startsWith('HPE_'))
        return new FlowerFormatError(`the answer to ${route}`, message, { cause });
      const problem =
        'the server does not answer in HTTP; a SuperLink with TLS needs https, and one before ' +
        'flwr 1.40 speaks gRPC, which this client does not';
      return new FlowerFormatError(route, problem, { cause });
    }
    case 'tls':
      return new FlowerTlsError(route, code, message, { cause });
    case 'timeout':
    case 'connection':
      return new FlowerConnectionError(
        route,
        code,
        message.replace('the server', 'the SuperLink'),
        { cause },
      );
  }
}
