import { Buffer } from '../../platform/bytes';

/**
 * The headers by which a SuperLink knows who sends a request.
 *
 * @param publicKey SubjectPublicKeyInfo in PEM
 * @param signature of the timestamp: ECDSA with SHA-256, in DER
 */
export function signedHeaders(
  publicKey: Uint8Array,
  timestamp: string,
  signature: Uint8Array,
): Record<string, string> {
  return {
    'flwr-public-key': Buffer.from(publicKey).toString('base64'),
    'flwr-timestamp': timestamp,
    'flwr-signature': Buffer.from(signature).toString('base64'),
  };
}

/** A time as Flower signs it: `2026-11-21T08:09:10.123+00:00`. */
export function timestampOf(time: Date): string {
  return time.toISOString().replace('Z', '+00:00');
}
