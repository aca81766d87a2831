import { SecureClient } from '../../src/secureAggregation/protocol/client';
import type { ClientIdentity } from '../../src/secureAggregation/protocol/client';
import type { ClientMessage, ServerMessage } from '../../src/secureAggregation/protocol/messages';
import { ProtocolError } from '../../src/secureAggregation/protocol/protocolError';
import { SecureServer } from '../../src/secureAggregation/protocol/server';
import type { SecureServerOptions, SecureSum } from '../../src/secureAggregation/protocol/server';

export const stages = ['keys', 'shares', 'input', 'consistency', 'unmasking'] as const;

export type Stage = (typeof stages)[number];

/** What may go wrong in a round. */
export interface Incidents {
  /** The stage whose message a client no longer sends, by id. */
  readonly dropouts?: ReadonlyMap<string, Stage>;
  readonly identity?: (index: number) => ClientIdentity;
  /** Changes what the server sends to a client, or drops it. */
  readonly down?: (id: string, message: ServerMessage) => ServerMessage;
  /** Changes what a client sends. */
  readonly up?: (id: string, message: ClientMessage) => ClientMessage;
  /** Sees each message that arrives at the server. */
  readonly tap?: (id: string, message: ClientMessage) => void;
}

/** A round's result, and what clients and server refused. */
export interface RoundResult {
  readonly result: SecureSum | undefined;
  /** Why there is no result. */
  readonly aborted?: string;
  /** Errors that ended a client's part on its own side. */
  readonly ended: ReadonlyMap<string, string>;
  readonly rejected: ReadonlyMap<string, string>;
}

/** Runs a round with one input for each client. */
export function runRound(
  options: SecureServerOptions,
  inputs: ReadonlyMap<string, Int32Array>,
  incidents: Incidents = {},
): RoundResult {
  const { dropouts, identity, down, up, tap } = incidents;
  const server = new SecureServer(options);
  const clients = new Map<string, SecureClient>();
  const ended = new Map<string, string>();
  let stage = -1;
  try {
    for (
      let messages: ReadonlyMap<string, ServerMessage> = server.begin();
      messages.size > 0;
      messages = server.next()
    ) {
      stage++;
      for (const [id, sent] of messages) {
        const gone = dropouts?.get(id);
        if (gone !== undefined && stages.indexOf(gone) <= stage) continue;
        try {
          const message = down ? down(id, sent) : sent;
          if (message.stage === 'setup') {
            clients.set(id, new SecureClient(message, identity?.(message.index)));
          }
          const own = clients.get(id)!.answer(message, inputs.get(id));
          const reply = up ? up(id, own) : own;
          tap?.(id, reply);
          server.receive(id, reply);
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          ended.set(id, error.message);
        }
      }
    }
    return { result: server.result(), ended, rejected: server.rejected };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { result: undefined, aborted: error.message, ended, rejected: server.rejected };
  }
}

/** The plain sum modulo 2^bits, as signed integers. */
export function plainSum(inputs: readonly Int32Array[], bits: number): number[] {
  return Array.from(inputs[0], (_, i) => {
    const sum = inputs.reduce((total, input) => total + input[i], 0);
    return (sum << (32 - bits)) >> (32 - bits);
  });
}
