/**
 * An ECDSA signature in DER, as OpenSSL and Flower have it, from WebCrypto's form.
 *
 * @param raw the two numbers r and s one after the other, each as long as the curve's order (IEEE P1363)
 */
export function derSignature(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  const body = [...integer(raw.subarray(0, half)), ...integer(raw.subarray(half))];
  return Uint8Array.of(0x30, body.length, ...body);
}

/** A number without leading zeros, but for one that keeps it positive. */
function integer(bytes: Uint8Array): number[] {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? [0] : [...bytes.subarray(first)];
  if (digits[0] >= 0x80) digits.unshift(0);
  return [2, digits.length, ...digits];
}
