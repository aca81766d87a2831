import { FederatedError } from '../../core/errors';

/**
 * A message or a situation in which the protocol of secure aggregation does not go on. On a client it
 * ends the client's part: its secrets are gone, and the others go on as if it had dropped out. On the server it
 * ends one client's part, or the round if `client` is undefined.
 */
export class ProtocolError extends FederatedError {
  override readonly name = 'ProtocolError';

  /**
   * @param stage in which it happened: `shares`
   * @param problem what is wrong: `an envelope for nobody`
   * @param client who is to blame, as far as that is known: an id on the server, `client 3` on a client
   */
  constructor(
    readonly stage: string,
    readonly problem: string,
    readonly client?: string,
  ) {
    super(
      `secure aggregation, stage ${stage}${client === undefined ? '' : `, ${client}`}: ${problem}`,
    );
  }
}
