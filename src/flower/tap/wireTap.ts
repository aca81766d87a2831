import type { AppRequest, ClientApp } from '../app/clientApp';
import { roundOf } from '../app/trainingConfig';
import { parseObject } from '../wire/objects/objects';
import type { ParsedObject } from '../wire/objects/objects';
import type { FleetExchange } from '../wire/exchange';
import type { Records } from '../wire/objects/records';
import type { FleetRpc } from '../wire/rpcs';

/** The message that a call or the client app's work belongs to. */
export interface WireMessage {
  /** `train`, `evaluate` */
  readonly type: string;
  /** Known once the client app has received the message, if the server gives it. */
  readonly round?: number | undefined;
}

/** One call between a SuperNode and the SuperLink. */
export interface WireCall {
  readonly rpc: FleetRpc;
  /** Milliseconds since the tap was made. */
  readonly start: number;
  readonly milliseconds: number;
  /** Size of the request's body. */
  readonly bytesUp: number;
  /** Size of the response's body. */
  readonly bytesDown: number;
  /** Absent for calls that belong to no message: signing on, polls without a result, heartbeats. */
  readonly message?: WireMessage;
  /** The object that the call carried. */
  readonly object?: ParsedObject;
}

/** One message, as the client app received and answered it. */
export interface AppCall {
  readonly message: WireMessage;
  readonly request: AppRequest;
  readonly reply: Records;
  /** Milliseconds since the tap was made. */
  readonly start: number;
  readonly milliseconds: number;
}

/** What a {@link wireTap} has seen so far. */
export interface WireTap {
  /** In order of their responses. */
  readonly calls: readonly WireCall[];
  readonly messages: readonly AppCall[];
  /** For `FleetTransport`. */
  readonly observe: (exchange: FleetExchange) => void;
  /** The same app, watched. */
  readonly watch: (app: ClientApp) => ClientApp;
}

/**
 * Records what a SuperNode does: every call, with its bytes and content, and every message of the
 * client app. It keeps a copy of everything, including weights, so it is meant for inspecting small
 * models, not for production.
 */
export function wireTap(): WireTap {
  const calls: WireCall[] = [];
  const messages: AppCall[] = [];
  const begin = performance.now();
  let current: { type: string; round?: number | undefined } | undefined;
  return {
    calls,
    messages,
    observe: (exchange) => {
      const { rpc, start, milliseconds, bytesSent, bytesReceived } = exchange;
      if (rpc === 'pull-messages') {
        const metadata = exchange.response.messagesList.at(0)?.metadata;
        current = metadata && { type: metadata.messageType };
      }
      const object = carried(exchange);
      calls.push({
        ...{ rpc, start: start - begin, milliseconds },
        ...{ bytesUp: bytesSent, bytesDown: bytesReceived },
        ...(ofMessage.has(rpc) && current && { message: current }),
        ...(object && { object }),
      });
    },
    watch: (app) => async (request, context) => {
      const { messageType: type, config, groupId } = request;
      const message = current ?? { type };
      message.round = roundOf(config, groupId);
      const start = performance.now();
      const reply = await app(request, context);
      const milliseconds = performance.now() - start;
      messages.push({ message, request, reply, start: start - begin, milliseconds });
      return reply;
    },
  };
}

/** Calls that belong to a message. */
const ofMessage: ReadonlySet<FleetRpc> = new Set([
  'pull-messages',
  'get-run',
  'pull-object',
  'confirm-message-received',
  'push-messages',
  'push-object',
]);

/** A copy of the object in a call, because the transport may release its own. */
function carried({ rpc, request, response }: FleetExchange): ParsedObject | undefined {
  if (rpc === 'pull-object' && response.objectContent.length > 0) {
    return parseObject(request.objectId ?? '', response.objectContent.slice());
  }
  if (rpc === 'push-object') {
    return parseObject(request.objectId ?? '', (request.objectContent ?? new Uint8Array()).slice());
  }
  return undefined;
}
