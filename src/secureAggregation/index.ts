/** A sum of the clients' updates in which the server sees none of them. */

export { discreteNoiseMultiplier } from './discreteNoiseMultiplier';
export type { DiscreteNoise, DiscreteSum } from './discreteNoiseMultiplier';
export { neighborhoodSize } from './neighborhoods/neighborhoodSize';
export type { NeighborhoodOptions } from './neighborhoods/neighborhoodSize';
export type { SumNoise } from './noise';
export { paillier } from './paillier';
export type { Paillier, PaillierOptions } from './paillier';
export { combineShares, splitSecret } from './primitives/shamir';
export type { Share } from './primitives/shamir';
export { SecureClient } from './protocol/client';
export type { ClientIdentity } from './protocol/client';
export { InProcessRound } from './protocol/inProcess';
export type { ClientMessage, ClientStage, ServerMessage, Setup } from './protocol/messages';
export { ProtocolError } from './protocol/protocolError';
export { SecureServer } from './protocol/server';
export type { SecureServerOptions, SecureSum } from './protocol/server';
export { modulusBitsFor, quantizer } from './quantize';
export type { Quantizer } from './quantize';
export { secureAggregation, secureTerms } from './secureAggregation';
export type { SecureAggregationOptions } from './secureAggregation';
export { secureSum } from './secureSum';
