import { signatureAdvice } from './clockAdvice';
import type { NodeLog } from './log';
import { apiErrors, FlowerError, FlowerHttpError } from '../wire/errors';
import { sleep } from '../../core/retry';
import type { FleetTransport } from '../wire/transport';

/** A key that the SuperLink does not accept. */
export class NodeRefusedError extends FlowerError {
  override readonly name = 'NodeRefusedError';
}

/** The node that asks for admission. */
export interface AdmissionOptions {
  readonly transport: FleetTransport;
  /** The public key as the server knows it, PEM. */
  readonly publicKey: Uint8Array;
  /** Seconds between heartbeats; without one for twice as long, the server gives up on the node. */
  readonly heartbeatSeconds: number;
  /**
   * Seconds that a node stays signed off after a message may have been lost: longer than the
   * interval at which a ServerApp asks for replies, so that the server replies that the node is
   * unavailable.
   */
  readonly signOffSeconds: number;
  readonly log: NodeLog;
  readonly signal: AbortSignal;
}

/** The node that this key had before. */
export interface EarlierSession {
  readonly nodeId: bigint;
  /**
   * Whether a session that the server may still consider active is known to be over, so that it can
   * be signed off.
   */
  readonly isOver: boolean;
}

/** How the server got to know a key, and the id that it gave to the node. */
interface Registration {
  readonly how: 'new' | 'known' | 'by-operator';
  readonly nodeId?: bigint;
}

/** Seconds between attempts while the server still considers the node active. */
const retrySeconds = 2;

/**
 * Registers a key, if nodes may do that, and activates its node. If the server still considers the
 * node active, a session known to be over (a killed process, a lost response) is signed off first.
 * Any other session may belong to another client with the same key: it is left alone, and this
 * waits for it to end.
 *
 * @param earlier the node that this key had before, if known
 * @returns the node's id
 * @throws NodeRefusedError if the server does not accept the key
 */
export async function admit(
  options: AdmissionOptions,
  earlier: EarlierSession | undefined,
): Promise<bigint> {
  const { transport, heartbeatSeconds, signOffSeconds, log, signal } = options;
  const { how, nodeId } = await register(options);
  const refused = await activate(options);
  if (typeof refused === 'bigint') return refused;
  const over = nodeId ?? (earlier?.isOver ? earlier.nodeId : undefined);
  if (over !== undefined && (await signOff(transport, over, signal))) {
    await sleep(signOffSeconds, signal);
    const again = await activate(options);
    if (typeof again === 'bigint') return again;
  }
  const wasIn = how === 'known' || earlier !== undefined;
  if (!wasIn) throw refusal(how, refused);
  const patience = 2 * heartbeatSeconds + 5;
  const text =
    'the SuperLink counts a session of this key as active: that of a killed client, or of ' +
    `another one that uses this key; waiting up to ${patience} s for it to end`;
  log({ level: 'warn', event: 'still-active', text, facts: { seconds: patience } });
  for (let waited = 0; waited < patience; waited += retrySeconds) {
    await sleep(retrySeconds, signal);
    const again = await activate(options);
    if (typeof again === 'bigint') return again;
  }
  throw refusal(how, refused);
}

/** Signs a node off temporarily; returns whether the server knew it, as active, under this id. */
export async function signOff(
  transport: FleetTransport,
  nodeId: bigint,
  signal: AbortSignal,
): Promise<boolean> {
  let again = false;
  const onRetry = (): void => {
    again = true;
  };
  try {
    await transport.call('deactivate-node', { nodeId }, { signal, onRetry });
    return true;
  } catch (error) {
    // A second try is also refused if the first arrived and its response was lost.
    if (error instanceof FlowerHttpError) return again;
    throw error;
  }
}

async function register(options: AdmissionOptions): Promise<Registration> {
  const { transport, publicKey, signal } = options;
  try {
    const { nodeId } = await transport.call('register-node', { publicKey }, { signal });
    return { how: 'new', nodeId };
  } catch (error) {
    const code = error instanceof FlowerHttpError ? error.code : undefined;
    if (code === apiErrors.publicKeyAlreadyInUse) return { how: 'known' };
    if (code === apiErrors.registrationDisabled) return { how: 'by-operator' };
    throw explained(error);
  }
}

/** The node's id, or the server's refusal. */
async function activate(options: AdmissionOptions): Promise<bigint | FlowerHttpError> {
  const { transport, publicKey, heartbeatSeconds: heartbeatInterval, signal } = options;
  const request = { publicKey, heartbeatInterval };
  try {
    return (await transport.call('activate-node', request, { signal })).nodeId;
  } catch (error) {
    if (error instanceof FlowerHttpError && error.code === apiErrors.activationFailed) return error;
    throw explained(error);
  }
}

function explained(error: unknown): unknown {
  if (!(error instanceof FlowerHttpError) || error.status !== 401) return error;
  const advice = signatureAdvice(error.secondsAhead);
  return new NodeRefusedError(`the SuperLink refuses this key’s signature: ${advice}`, {
    cause: error,
  });
}

const reasons: Readonly<Record<Registration['how'], string>> = {
  new: 'the SuperLink registered the key but then did not activate it',
  known:
    'this key was unregistered, or another SuperNode is active with it: each client needs a key ' +
    'of its own',
  'by-operator':
    'the SuperLink lets in only the keys that its operator registered (flwr supernode register), ' +
    'and not this one; or another SuperNode is active with it',
};

function refusal(how: Registration['how'], cause: FlowerHttpError): NodeRefusedError {
  return new NodeRefusedError(`${reasons[how]} (${cause.message})`, { cause });
}
