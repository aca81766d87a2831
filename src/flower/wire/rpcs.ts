import type { Decoded, Init, MessageName } from './shapes';

/**
 * The operations of the Fleet API by the last part of their path, with their messages and the
 * largest content of the response: a few values, a tree of objects, or an object or file.
 */
export const fleetRpcs = {
  'register-node': {
    request: 'RegisterNodeFleetRequest',
    response: 'RegisterNodeFleetResponse',
    answer: 'values',
  },
  'activate-node': {
    request: 'ActivateNodeRequest',
    response: 'ActivateNodeResponse',
    answer: 'values',
  },
  'deactivate-node': {
    request: 'DeactivateNodeRequest',
    response: 'DeactivateNodeResponse',
    answer: 'values',
  },
  'unregister-node': {
    request: 'UnregisterNodeFleetRequest',
    response: 'UnregisterNodeFleetResponse',
    answer: 'values',
  },
  'send-node-heartbeat': {
    request: 'SendNodeHeartbeatRequest',
    response: 'SendNodeHeartbeatResponse',
    answer: 'values',
  },
  'pull-messages': {
    request: 'PullMessagesRequest',
    response: 'PullMessagesResponse',
    answer: 'tree',
  },
  'push-messages': {
    request: 'PushMessagesRequest',
    response: 'PushMessagesResponse',
    answer: 'tree',
  },
  'get-run': { request: 'GetRunRequest', response: 'GetRunResponse', answer: 'values' },
  'get-fab': { request: 'GetFabRequest', response: 'GetFabResponse', answer: 'object' },
  'pull-object': { request: 'PullObjectRequest', response: 'PullObjectResponse', answer: 'object' },
  'push-object': { request: 'PushObjectRequest', response: 'PushObjectResponse', answer: 'values' },
  'confirm-message-received': {
    request: 'ConfirmMessageReceivedRequest',
    response: 'ConfirmMessageReceivedResponse',
    answer: 'values',
  },
} as const satisfies Record<
  string,
  {
    readonly request: MessageName;
    readonly response: MessageName;
    readonly answer: 'values' | 'tree' | 'object';
  }
>;

/** The name of an operation: the last part of its path. */
export type FleetRpc = keyof typeof fleetRpcs;

/** An operation's request. */
export type RpcRequest<R extends FleetRpc> = Init<(typeof fleetRpcs)[R]['request']>;

/** An operation's response. */
export type RpcResponse<R extends FleetRpc> = Decoded<(typeof fleetRpcs)[R]['response']>;
