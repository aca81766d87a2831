/** One HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Maximum size of the response's body in bytes. */
  readonly maxBytes: number;
  /** Makes the memory for a response's body of a known length; default: ordinary memory. */
  readonly allocate?: (bytes: number) => Uint8Array;
  /** Seconds without traffic in either direction after which to give up. */
  readonly silenceSeconds: number;
  /** Seconds after which to give up in any case. */
  readonly deadlineSeconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** A response with any status. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  /** The server's clock, to the second, if the response has a `Date` header. */
  readonly date?: string | undefined;
  readonly body: Uint8Array;
}

/** Connections to one server, kept open between requests. */
export interface HttpConnections {
  /** @throws HttpFailure if there is no acceptable response; the signal's reason if it is aborted */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

/**
 * Why there is no acceptable response.
 *
 * - `connection`: none was made, or it broke
 * - `timeout`: the server went silent, or took too long in all
 * - `tls`: the handshake failed
 * - `format`: what came is not what was asked for
 * - `limit`: it is too large
 */
export type HttpFailureKind = 'connection' | 'timeout' | 'tls' | 'format' | 'limit';

/** A request without an acceptable response. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';

  /**
   * @param code the system's name of the error (`ECONNREFUSED`), `TIMEOUT`, `STALE` for an idle connection that
   *   the server had closed, `OFFLINE` if the machine has no network, `FAILED` where the system tells nothing
   * @param found of `limit`: how many bytes there are, at least
   */
  constructor(
    readonly kind: HttpFailureKind,
    readonly code: string,
    problem: string,
    readonly found?: number,
    options?: ErrorOptions,
  ) {
    super(problem, options);
  }
}

/** @throws HttpFailure if `found` bytes are more than a response may have */
export function checkSize(found: number, maxBytes: number): void {
  if (found <= maxBytes) return;
  throw new HttpFailure('limit', 'LIMIT', `${found} bytes are more than ${maxBytes}`, found);
}
