import {
  createKeyPair,
  hkdf,
  keyPairOf,
  keystream,
  open,
  randomBytes,
  seal,
} from '../../src/secureAggregation/primitives/crypto';
import {
  combineShares,
  fieldPrime,
  isShareValue,
  splitSecret,
} from '../../src/secureAggregation/primitives/shamir';
import {
  commitmentTo,
  envelopeContext,
  envelopeKey,
  maskSeed,
  survivorProof,
  survivorStatement,
} from '../../src/secureAggregation/protocol/keys';
import {
  addMask,
  addPacked,
  packIntegers,
  signedIntegers,
} from '../../src/secureAggregation/protocol/masks';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (array: Uint8Array | undefined): string => Buffer.from(array!).toString('hex');
const repeated = (byte: number, count = 32): Uint8Array => new Uint8Array(count).fill(byte);
const counting = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => i);

/** All numbers of a keystream. */
const numbers = (seed: Uint8Array, count: number): number[] =>
  [...keystream(seed, count)].flatMap((piece) => [...piece]);

describe('published test vectors', () => {
  test('X25519: RFC 7748, section 6.1', () => {
    const alice = keyPairOf(
      bytes('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'),
    );
    const bob = keyPairOf(
      bytes('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'),
    );
    expect(hexOf(alice.publicKey)).toBe(
      '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
    );
    expect(hexOf(bob.publicKey)).toBe(
      'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    );
    const shared = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742';
    expect(hexOf(alice.agree(bob.publicKey))).toBe(shared);
    expect(hexOf(bob.agree(alice.publicKey))).toBe(shared);
  });

  test('HKDF: RFC 5869, appendix A.1', () => {
    const made = hkdf(
      repeated(0x0b, 22),
      bytes('000102030405060708090a0b0c'),
      bytes('f0f1f2f3f4f5f6f7f8f9'),
      42,
    );
    expect(hexOf(made)).toBe(
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    );
  });

  test('AES-256: AESAVS, appendix C.3, whose text is the first counter', () => {
    const key = bytes('c47b0294dbbbee0fec4757f22ffeee3587ca4730c3d33b691df38bab076bc558');
    const block = new Uint8Array(Uint32Array.from(numbers(key, 4)).buffer);
    expect(hexOf(block)).toBe('46f2fb342d6f0ab477476fc501242c5f');
  });

  test('AES-256-GCM: McGrew and Viega 2004, test case 14', () => {
    const sealed = bytes(
      `${'00'.repeat(12)}cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919`,
    );
    expect(hexOf(open(repeated(0), sealed, repeated(0, 0)))).toBe('00'.repeat(16));
  });
});

/*
 * cryptography 50.0.2:
 *   label = lambda name, *ints: b"federated secure aggregation 1: " + name + b"".join(i.to_bytes(4, "big") for i in ints)
 *   hkdf = lambda ikm, info: HKDF(SHA256(), 32, bytes(range(32)), info).derive(ikm)
 *   a, b = (X25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
 *   shared = a.exchange(b.public_key())
 *   hkdf(shared, label(b"mask", 3, 7)); hkdf(bytes([9]) * 32, label(b"commitment", 3, 3))
 *   AESGCM(hkdf(shared, label(b"envelope", 7, 3))).encrypt(bytes(12), b"shares", session + label(b"envelope", 7, 3))
 *   hkdf(shared, label(b"proof", 7, 3) + sha256(label(b"survivors", 3, 7, 300) + session).digest())
 *   np.frombuffer(Cipher(AES(bytes(range(32))), CTR(bytes(16))).encryptor().update(bytes(80000)), "<u4")
 *   p = 2**256 + 297; c = [int.from_bytes(bytes(range(32)), "big"), 2**255 + 12345, 678]
 *   (sum(k * x**i for i, k in enumerate(c)) % p).to_bytes(33, "big") for x in (1, 2, 5, 300)
 */
describe('as in Python', () => {
  const session = counting(32);
  const [a, b] = [keyPairOf(repeated(1)), keyPairOf(repeated(2))];
  const shared = a.agree(b.publicKey)!;

  test('derivations', () => {
    expect(hexOf(maskSeed(session, [7, a], [3, b.publicKey]))).toBe(
      'd593026054a202f7d34e4932b55d2018838c0650f1e7c333bdb6f086383a5648',
    );
    expect(hexOf(commitmentTo(repeated(9), session, 3))).toBe(
      'f17ec242c5eed5ee90cb6407983e5bbe35c473ab5602660860728cb6897add63',
    );
    const sealed = bytes('000000000000000000000000ce804bcc5588e59872815bbe1bdcbd201158ec97692d');
    const key = envelopeKey(shared, session, 7, 3);
    const text = open(key, sealed, envelopeContext(session, 7, 3));
    expect(Buffer.from(text!).toString()).toBe('shares');
    const statement = survivorStatement(session, [3, 7, 300]);
    expect(hexOf(survivorProof(shared, session, [7, 3], statement))).toBe(
      '253274c97f93a7b880c019b3013e564949986b46076cfc7316594512fa34dde6',
    );
  });

  test('a seed’s mask, beyond one piece', () => {
    const mask = numbers(counting(32), 20000);
    expect(mask.slice(0, 4)).toEqual([3053490418, 3500099882, 1788539817, 2155294429]);
    expect(mask.slice(16383, 16386)).toEqual([2531525922, 1786364279, 1605543768]);
    expect(mask).toHaveLength(20000);
    expect(mask[19999]).toBe(3840114527);
  });

  test('shares', () => {
    const shares = [
      [1, '00800102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d50fe'],
      [2, '00000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d8800'],
      [5, '00800102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1e4f20'],
      [300, '00000102030405060708090a0b0c0d0e0f101112131415161718191a1b1ff80a45'],
    ].map(([index, value]) => ({ index: Number(index), value: bytes(String(value)) }));
    for (let without = 0; without < 4; without++) {
      expect(combineShares(shares.filter((_, i) => i !== without))).toEqual(counting(32));
    }
    expect(combineShares(shares)).toEqual(counting(32));
  });
});

test('invalid public keys agree on nothing', () => {
  const pair = createKeyPair();
  // The points of small order below 2^255 − 19 (RFC 7748, section 7), and one that is too short.
  const order8 = 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800';
  for (const key of [repeated(0), Uint8Array.of(1, ...repeated(0, 31)), bytes(order8)]) {
    expect(pair.agree(key)).toBeUndefined();
  }
  expect(pair.agree(repeated(9, 31))).toBeUndefined();
});

test('a seal breaks with any bit of key, context and text', () => {
  const [key, context] = [randomBytes(32), randomBytes(8)];
  const sealed = seal(key, repeated(5, 66), context);
  expect(sealed).toHaveLength(66 + 28);
  expect(open(key, sealed, context)).toEqual(repeated(5, 66));
  expect(seal(key, repeated(5, 66), context)).not.toEqual(sealed);
  const flipped = (array: Uint8Array, at: number): Uint8Array =>
    array.map((byte, i) => (i === at ? byte ^ 1 : byte));
  expect(open(flipped(key, 3), sealed, context)).toBeUndefined();
  expect(open(key, sealed, flipped(context, 7))).toBeUndefined();
  for (const at of [0, 12, 50, 93]) expect(open(key, flipped(sealed, at), context)).toBeUndefined();
  expect(open(key, sealed.slice(0, -1), context)).toBeUndefined();
  expect(open(key, sealed.slice(0, 20), context)).toBeUndefined();
});

describe('sharing a secret', () => {
  /** x^e mod the field's prime. */
  const power = (x: bigint, e: bigint): bigint => {
    let result = 1n;
    for (let base = x; e > 0n; e >>= 1n, base = (base * base) % fieldPrime) {
      if (e & 1n) result = (result * base) % fieldPrime;
    }
    return result;
  };

  test('the field’s order passes Miller and Rabin’s test for fifteen bases', () => {
    let [odd, twos] = [fieldPrime - 1n, 0];
    for (; odd % 2n === 0n; odd /= 2n) twos++;
    for (const base of [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n]) {
      let x = power(base, odd);
      let witness = x !== 1n && x !== fieldPrime - 1n;
      for (let i = 1; i < twos && witness; i++) {
        x = (x * x) % fieldPrime;
        witness = x !== fieldPrime - 1n;
      }
      expect(witness).toBe(false);
    }
  });

  test('any 3 of 5 shares give it, 2 give something else', () => {
    for (const secret of [repeated(0), repeated(255), randomBytes(32)]) {
      const shares = splitSecret(secret, 3, [1, 2, 7, 50, 4_000_000_000]);
      for (const mask of Array(32).keys()) {
        const some = shares.filter((_, i) => mask & (1 << i));
        if (some.length >= 3) expect(combineShares(some)).toEqual(secret);
        else if (some.length > 0) expect(combineShares(some)).not.toEqual(secret);
      }
    }
  });

  test('many holders, a high threshold', () => {
    const indices = Array.from({ length: 120 }, (_, i) => i + 1);
    const secret = randomBytes(32);
    const shares = splitSecret(secret, 100, indices);
    expect(combineShares(shares.slice(20))).toEqual(secret);
    expect(combineShares(shares.slice(0, 99))).not.toEqual(secret);
  });

  test('bad input', () => {
    expect(() => splitSecret(repeated(0, 31), 2, [1, 2])).toThrow('secret must hold 32 bytes');
    expect(() => splitSecret(repeated(0), 3, [1, 2])).toThrow('threshold must be a whole number');
    expect(() => splitSecret(repeated(0), 2, [1, 0])).toThrow('index must be a whole number');
    expect(() => splitSecret(repeated(0), 2, [4, 4])).toThrow('indices must be different, got 4');
    expect(isShareValue(repeated(255, 33))).toBe(false);
    expect(isShareValue(repeated(0, 32))).toBe(false);
    expect(isShareValue(repeated(0, 33))).toBe(true);
  });
});

test('masks that are added and subtracted cancel; integers survive packing', () => {
  const values = Uint32Array.from({ length: 40000 }, (_, i) => (i * 2654435761) >>> 0);
  const masked = values.slice();
  addMask(masked, repeated(3), 1);
  expect(masked.filter((value, i) => value === values[i]).length).toBeLessThan(5);
  addMask(masked, repeated(3), -1);
  expect(masked).toEqual(values);
  for (const bits of [8, 16, 24, 32]) {
    const packed = packIntegers(values, bits);
    expect(packed).toHaveLength((values.length * bits) / 8);
    const sum = new Uint32Array(values.length);
    addPacked(sum, packed, bits);
    expect(sum).toEqual(values.map((value) => (bits === 32 ? value : value % 2 ** bits)));
  }
  const signed = signedIntegers(Uint32Array.of(0, 1, 127, 128, 255, 256), 8);
  expect([...signed]).toEqual([0, 1, 127, -128, -1, 0]);
});
