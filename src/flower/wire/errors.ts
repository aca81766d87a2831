import { FederatedError } from '../../core/errors';

/** Base class of all errors between this process and a Flower SuperLink. */
export class FlowerError extends FederatedError {
  override readonly name: string = 'FlowerError';
}

/** Bytes, or an object decoded from them, that do not conform to Flower's format. */
export class FlowerFormatError extends FlowerError {
  override readonly name = 'FlowerFormatError';

  /** @param what the message, object or array that was read */
  constructor(
    readonly what: string,
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${what}: ${problem}`, options);
  }
}

/** A message, object or count that exceeds a limit of this client. */
export class FlowerLimitError extends FlowerError {
  override readonly name = 'FlowerLimitError';

  constructor(
    readonly what: string,
    readonly limit: number,
    readonly unit: string,
    readonly found: number,
  ) {
    super(`${what} has ${found} ${unit}, the limit is ${limit}`);
  }
}

/** A description of Flower's messages that is missing, damaged or for another protocol. */
export class FlowerSchemaError extends FlowerError {
  override readonly name = 'FlowerSchemaError';
}

/** A Flower version that this client does not support, or a server that is not a SuperLink. */
export class FlowerVersionError extends FlowerError {
  override readonly name = 'FlowerVersionError';
}

/** No response: the SuperLink cannot be reached or went silent, or the connection broke. */
export class FlowerConnectionError extends FlowerError {
  override readonly name: string = 'FlowerConnectionError';

  /**
   * @param route the path of the request
   * @param code the system's name of the error (`ECONNREFUSED`), `TIMEOUT`, or `STALE` for an idle
   *   connection that the server had closed
   */
  constructor(
    readonly route: string,
    readonly code: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${route}: ${problem}`, options);
  }
}

/** A failed TLS handshake: an unknown CA, another host name, an expired certificate. */
export class FlowerTlsError extends FlowerConnectionError {
  override readonly name = 'FlowerTlsError';
}

/** A response of the SuperLink other than success. */
export class FlowerHttpError extends FlowerError {
  override readonly name = 'FlowerHttpError';

  /**
   * @param code Flower's error code ({@link apiErrors}), if the response has one
   * @param detail the server's text
   * @param secondsAhead how far this machine's clock is ahead of the server's, to about a second;
   *   undefined if the response has no time
   */
  constructor(
    readonly route: string,
    readonly status: number,
    readonly code: number | undefined,
    readonly detail: string,
    readonly secondsAhead?: number,
  ) {
    super(
      `${route}: HTTP ${status}${code === undefined ? '' : `, Flower error ${code}`}: ${detail}`,
    );
  }
}

/** Flower's error codes in responses of the Fleet API. */
export const apiErrors = {
  publicKeyNotValid: 22,
  publicKeyAlreadyInUse: 23,
  invalidProtobuf: 1003,
  registrationDisabled: 2001,
  unregistrationDisabled: 2002,
  invalidHeartbeatInterval: 2003,
  activationFailed: 2004,
  deactivationFailed: 2005,
  unregistrationFailed: 2006,
  runStatusNotAllowed: 2007,
  getRunFailed: 2008,
  getFabFailed: 2009,
} as const;
