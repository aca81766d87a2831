import { FederatedError } from '../core/errors';

/** A training step that cannot become a graph; the message says why. It can still run eagerly. */
export class TraceError extends FederatedError {
  override readonly name = 'TraceError';
}
