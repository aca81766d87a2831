/** Base class of every error that this library raises on purpose. */
export class FederatedError extends Error {
  override readonly name: string = 'FederatedError';
}

/**
 * An argument outside its documented range.
 *
 * The message reads `clientLearningRate must be > 0, got -0.1`.
 */
export class ArgumentError extends FederatedError {
  override readonly name = 'ArgumentError';

  constructor(
    readonly argument: string,
    readonly rule: string,
    readonly value: unknown,
  ) {
    super(`${argument} must ${rule}, got ${describe(value)}`);
  }
}

/** Training whose numbers are no longer finite. */
export class DivergenceError extends FederatedError {
  override readonly name = 'DivergenceError';

  /**
   * @param round 1 for the first
   * @param clientId the client whose training diverged; undefined for the server's step
   */
  constructor(
    readonly round: number,
    readonly clientId: string | undefined,
    readonly problem: string,
  ) {
    const where = clientId === undefined ? 'server' : `client ${clientId}`;
    super(`round ${round}, ${where}: ${problem}; a smaller learning rate may help`);
  }
}

/** A file that does not hold what its format promises. */
export class DataError extends FederatedError {
  override readonly name = 'DataError';

  /**
   * @param file the path as the user gave it
   * @param problem what was expected and what was found
   * @param offset the byte at which reading failed, if known
   */
  constructor(
    readonly file: string,
    readonly problem: string,
    readonly offset?: number,
    options?: ErrorOptions,
  ) {
    super(`${file}${offset === undefined ? '' : ` (byte ${offset})`}: ${problem}`, options);
  }
}

/** A file or folder that cannot be written: a full disk, a missing permission. */
export class FileError extends FederatedError {
  override readonly name = 'FileError';

  /**
   * @param file the path as the user gave it
   * @param code the system's error code: `ENOSPC`
   * @param message a sentence that names the file and says what to do
   */
  constructor(
    readonly file: string,
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A file that could not be fetched, verified or written. */
export class DownloadError extends FederatedError {
  override readonly name = 'DownloadError';
}

/** A short, safe picture of any value for an error message. */
function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    const prototype = Object.getPrototypeOf(value) as object | null;
    return prototype ? `a ${prototype.constructor.name}` : 'an object';
  }
  return String(value);
}
