import * as browser from '../../src/platform/browser/secrets';
import * as node from '../../src/platform/node/secrets';
import { Rng } from '../../src/core/rng';

const rng = Rng.fromSeed(18);
const random = (count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => rng.integer(256));
const plain = (bytes: Uint8Array | undefined): Uint8Array | undefined =>
  bytes && new Uint8Array(bytes);

test('both sides agree on keys of Curve25519, also with each other', () => {
  for (let i = 0; i < 10; i++) {
    const [mine, theirs] = [random(32), random(32)];
    const [a, b] = [node.keyPairOf(mine), browser.keyPairOf(theirs)];
    expect(plain(browser.keyPairOf(mine).publicKey)).toEqual(a.publicKey);
    expect(plain(b.publicKey)).toEqual(node.keyPairOf(theirs).publicKey);
    expect(plain(b.agree(a.publicKey))).toEqual(a.agree(b.publicKey));
  }
  const made = browser.createKeyPair();
  expect(node.keyPairOf(made.privateKey).publicKey).toEqual(plain(made.publicKey));
});

test('neither agrees on anything with a point of small order or of another length', () => {
  const order8 = 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800';
  const bad = [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31)), random(31)];
  for (const key of [...bad, new Uint8Array(Buffer.from(order8, 'hex'))]) {
    expect(node.createKeyPair().agree(key)).toBeUndefined();
    expect(browser.createKeyPair().agree(key)).toBeUndefined();
  }
});

test('both derive the same keys', () => {
  for (const [salt, info, length] of [
    [0, 0, 32],
    [13, 10, 42],
    [32, 80, 1],
    [100, 3, 200],
  ] as const) {
    const given = [random(32), random(salt), random(info), length] as const;
    expect(plain(browser.hkdf(...given))).toEqual(node.hkdf(...given));
  }
});

test('what one encrypts the other decrypts, and neither what was changed', () => {
  for (const size of [0, 1, 15, 16, 17, 66, 1000]) {
    const [key, nonce, text, context] = [random(32), random(12), random(size), random(size % 50)];
    const encrypted = node.encrypt(key, nonce, text, context);
    expect(plain(browser.encrypt(key, nonce, text, context))).toEqual(encrypted);
    for (const side of [node, browser]) {
      expect(plain(side.decrypt(key, nonce, encrypted, context))).toEqual(text);
      const broken = encrypted.map((byte, i) => (i === size ? byte ^ 1 : byte));
      expect(side.decrypt(key, nonce, broken, context)).toBeUndefined();
      expect(side.decrypt(key, nonce, encrypted.subarray(0, 15), context)).toBeUndefined();
      expect(side.decrypt(key, nonce, encrypted, random(51))).toBeUndefined();
    }
  }
});

test('both make the same keystream, in pieces', () => {
  const key = random(32);
  const [one, other] = [node.counterMode(key), browser.counterMode(key)];
  for (const bytes of [16, 65536, 65536, 48, 5]) {
    expect(plain(other(bytes))).toEqual(plain(one(bytes)));
  }
});
