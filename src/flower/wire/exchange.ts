import type { FleetRpc, RpcRequest, RpcResponse } from './rpcs';

/** One call of the Fleet API that was answered, with what went to and fro. */
export type FleetExchange = {
  readonly [R in FleetRpc]: {
    readonly rpc: R;
    readonly request: RpcRequest<R>;
    /** Its bytes are views of the answer, which may be released soon after. */
    readonly response: RpcResponse<R>;
    /** `performance.now()` when the call began, its retries included. */
    readonly start: number;
    readonly milliseconds: number;
    /** Of the bodies, without HTTP's headers. */
    readonly bytesSent: number;
    readonly bytesReceived: number;
  };
}[FleetRpc];
