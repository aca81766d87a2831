import { positive, wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { Rng } from '../../core/rng';
import { messageOf } from '../../core/systemError';
import { randomInt } from '../../platform/randomness';
import { httpError, retryable, httpUrl } from './answers';
import type { DetachedCall } from './detachedCall';
import { FlowerFormatError } from './errors';
import type { FleetExchange } from './exchange';
import { openConnections } from './http';
import type { FleetConnections, FleetRequest, HttpAnswer } from './http';
import { atMost, defaultLimits } from './limits';
import { checkRetry, defaultRetry, withRetry } from '../../core/retry';
import { fleetRpcs } from './rpcs';
import type { FleetRpc, RpcRequest, RpcResponse } from './rpcs';
import { readServer } from './serverInfo';
import type { ServerInfo } from './serverInfo';
import type { CallOptions, TransportOptions } from './transportOptions';

/** Bytes and calls so far, including failed tries. */
export interface Traffic {
  readonly calls: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/**
 * Flower's Fleet API, the SuperNode's side of a SuperLink: protobuf messages over HTTP. Broken
 * connections, timeouts and status 502, 503 or 504 are retried; all other errors are thrown as a
 * {@link FlowerError}.
 */
export class FleetTransport {
  readonly #options: TransportOptions;
  readonly #url: URL;
  readonly #connections: FleetConnections;
  readonly #rng: Rng;
  #traffic: Traffic = { calls: 0, bytesSent: 0, bytesReceived: 0 };

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#url = httpUrl(options.url);
    if (options.ca !== undefined && this.#url.protocol !== 'https:') {
      throw new ArgumentError('url', 'begin with https:// if a CA is given', options.url);
    }
    wholeNumber('maxMessageBytes', options.maxMessageBytes ?? defaultLimits.messageBytes, 1024);
    checkRetry(options.retry ?? defaultRetry);
    positive('silenceSeconds', options.silenceSeconds ?? 30);
    positive('deadlineSeconds', options.deadlineSeconds ?? 600);
    this.#connections = openConnections(options.ca);
    this.#rng = options.rng ?? Rng.fromSeed(randomInt(2 ** 32));
  }

  /** Bytes of the bodies sent and received so far. */
  get traffic(): Traffic {
    return this.#traffic;
  }

  /**
   * Calls an operation of the Fleet API.
   *
   * @throws FlowerHttpError for a refusal, FlowerConnectionError (FlowerTlsError) if there is no
   *   response, FlowerFormatError and FlowerLimitError for an unacceptable response, the signal's
   *   reason if it is aborted
   */
  async call<R extends FleetRpc>(
    rpc: R,
    request: RpcRequest<R>,
    options: CallOptions = {},
  ): Promise<RpcResponse<R>> {
    const { request: requestName, response: responseName, answer: kind } = fleetRpcs[rpc];
    const { schema, observe } = this.#options;
    const start = performance.now();
    const limit = this.#options.maxMessageBytes ?? defaultLimits.messageBytes;
    const route = `/v1/fleet/${rpc}`;
    const body = schema.encode(requestName, request);
    atMost(`the request to ${route}`, body.length, limit, 'bytes');
    const answer = await this.#exchange(
      route,
      {
        body,
        maxBytes: kind === 'object' ? limit : Math.min(limit, answerBytes[kind]),
        toRelease: kind === 'object',
      },
      options,
    );
    if (!answer.contentType.startsWith('application/protobuf')) {
      const found = JSON.stringify(answer.contentType.slice(0, 80));
      throw new FlowerFormatError(
        `the answer to ${route}`,
        `expected the type application/protobuf, found ${found}; is this a SuperLink?`,
      );
    }
    const response = schema.decode(responseName, answer.body) as RpcResponse<R>;
    const milliseconds = performance.now() - start;
    const bytes = { bytesSent: body.length, bytesReceived: answer.body.length };
    observe?.({
      rpc,
      request,
      response,
      start,
      milliseconds,
      ...bytes,
    } as unknown as FleetExchange);
    return response;
  }

  /** What another thread needs to make a call; undefined without a key to sign it. */
  detached<R extends FleetRpc>(rpc: R, request: RpcRequest<R>): DetachedCall | undefined {
    const { identity, headers, schema, ca } = this.#options;
    if (!identity || headers) return undefined;
    return {
      url: this.#routeUrl(`/v1/fleet/${rpc}`).href,
      ...(ca !== undefined && { ca }),
      body: schema.encode(fleetRpcs[rpc].request, request),
      key: 'keys' in identity ? identity.keys : identity.privateKey(),
    };
  }

  /**
   * Asks the server for its description (`GET /openapi.json`).
   *
   * @throws FlowerVersionError if it is not a SuperLink, or one that this client does not support
   */
  async server(options: CallOptions = {}): Promise<ServerInfo> {
    return readServer((route, maxBytes) => this.#exchange(route, { maxBytes }, options));
  }

  /** Closes all open connections; calls in progress fail. */
  close(): void {
    this.#connections.close();
  }

  #exchange(
    route: string,
    { body, ...answered }: Pick<FleetRequest, 'body' | 'maxBytes' | 'toRelease'>,
    call: CallOptions,
  ): Promise<HttpAnswer> {
    const { identity, headers = identity?.headers, log, ...defaults } = this.#options;
    const once = async (): Promise<HttpAnswer> => {
      const started = performance.now();
      const bytesSent = body?.length ?? 0;
      this.#count(1, bytesSent, 0);
      const answer = await this.#connections.send({
        method: body ? 'POST' : 'GET',
        url: this.#routeUrl(route),
        headers: {
          accept: body ? 'application/protobuf' : 'application/json',
          ...(body ? { 'content-type': 'application/protobuf', ...(await headers?.()) } : {}),
        },
        ...(body ? { body } : {}),
        ...answered,
        silenceSeconds: call.silenceSeconds ?? defaults.silenceSeconds ?? 30,
        deadlineSeconds: call.deadlineSeconds ?? defaults.deadlineSeconds ?? 600,
        signal: call.signal,
      });
      const { status, body: content } = answer;
      this.#count(0, 0, content.length);
      const seconds = (performance.now() - started) / 1000;
      log?.({ event: 'call', route, status, seconds, bytesSent, bytesReceived: content.length });
      if (status !== 200) throw httpError(route, answer);
      return answer;
    };
    return withRetry(once, {
      policy: call.retry ?? defaults.retry ?? defaultRetry,
      rng: this.#rng,
      signal: call.signal,
      retryable,
      onRetry: ({ attempt, delaySeconds, error }) => {
        call.onRetry?.();
        const reason = messageOf(error);
        log?.({ event: 'retry', route, attempt, delaySeconds, reason });
      },
    });
  }

  #routeUrl(route: string): URL {
    return new URL(`${this.#url.pathname.replace(/\/$/, '')}${route}`, this.#url);
  }

  #count(calls: number, bytesSent: number, bytesReceived: number): void {
    this.#traffic = {
      calls: this.#traffic.calls + calls,
      bytesSent: this.#traffic.bytesSent + bytesSent,
      bytesReceived: this.#traffic.bytesReceived + bytesReceived,
    };
  }
}

/** Maximum size in bytes of responses without an object; a tree may have about 60,000 nodes. */
const answerBytes = { values: 2 ** 20, tree: 4 * 2 ** 20 } as const;
