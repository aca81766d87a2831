import { messageOf } from '../../core/systemError';
import { sleep } from '../../core/retry';
import type { NodeLog } from '../node/log';
import type { FleetTransport } from '../wire/transport';
import type { WebIdentity } from '../wire/webIdentity';
import type { SignedCall } from './messages';

/** Signatures are valid for five minutes; a page that is closed may have the last but one. */
const renewSeconds = 60;

/** Options of {@link renewFarewells}. */
export interface FarewellOptions {
  readonly transport: Pick<FleetTransport, 'detached'>;
  readonly identity: Pick<WebIdentity, 'headers'>;
  readonly nodeId: bigint;
  /** Whether the key will be used again: a SuperLink never takes one again that was unregistered. */
  readonly keepsKey: boolean;
  readonly post: (call: SignedCall) => void;
  readonly log: NodeLog;
  readonly signal: AbortSignal;
}

/** Hands out, until aborted, signed calls that sign the node off, each a minute after the one before. */
export async function renewFarewells(options: FarewellOptions): Promise<void> {
  const { identity, post, log, signal } = options;
  const { url, body } = detachedCall(options);
  while (!signal.aborted) {
    try {
      const headers = {
        accept: 'application/protobuf',
        'content-type': 'application/protobuf',
        ...(await identity.headers()),
      };
      post({ url, headers, body: new Uint8Array(body) });
    } catch (error) {
      log({ level: 'warn', event: 'farewell', text: messageOf(error) });
    }
    await sleep(renewSeconds, signal).catch(() => undefined);
  }
}

function detachedCall({ transport, nodeId, keepsKey }: FarewellOptions) {
  return transport.detached(keepsKey ? 'deactivate-node' : 'unregister-node', { nodeId })!;
}
