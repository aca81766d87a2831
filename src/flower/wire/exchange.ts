import type { FleetRpc, RpcRequest, RpcResponse } from './rpcs';

/** One completed call of the Fleet API, with its request and response. */
export type FleetExchange = {
  readonly [R in FleetRpc]: {
    readonly rpc: R;
    readonly request: RpcRequest<R>;
    /** Its bytes are views of the response, which may be released soon after. */
    readonly response: RpcResponse<R>;
    /** `performance.now()` when the call began, its retries included. */
    readonly start: number;
    readonly milliseconds: number;
    /** Bytes of the bodies, without HTTP headers. */
    readonly bytesSent: number;
    readonly bytesReceived: number;
  };
}[FleetRpc];
