import { Rng } from '../../src/core/rng';
import { paillier } from '../../src/secureAggregation/paillier';

test('sums of ciphertexts are ciphertexts of sums', async () => {
  const { slots, ciphertextBytes, encrypt, add, decrypt } = await paillier({
    keyBits: 512,
    bits: 12,
    clients: 5,
  });
  expect([slots, ciphertextBytes]).toEqual([34, 128]); // 12 + 3 bits of 511
  const rng = Rng.fromSeed(1);
  const vectors = Array.from({ length: 5 }, () =>
    Int32Array.from({ length: 80 }, () => rng.integer(4096) - 2048),
  );
  vectors[0].set([-2048, 2047]);
  const ciphertexts = vectors.map(encrypt);
  expect(ciphertexts[0]).toHaveLength(3);
  for (const one of ciphertexts.flat()) expect(one < 2n ** 1024n).toBe(true);
  expect(encrypt(vectors[0])).not.toEqual(ciphertexts[0]);
  const sums = vectors[0].map((_, i) => vectors.reduce((sum, vector) => sum + vector[i], 0));
  expect(decrypt(ciphertexts.reduce(add), 80, 5)).toEqual(sums);
  expect(decrypt(ciphertexts[2], 80, 1)).toEqual(vectors[2]);
  expect(() => encrypt(Int32Array.of(2048))).toThrow('vector must fit into 12 bits, got 2048');
  expect(() => add(ciphertexts[0], [])).toThrow('b must hold 3 ciphertexts, got 0');
  expect(() => decrypt(ciphertexts[0], 80, 6)).toThrow('count must be a whole number between 1');
});

test('bad options', async () => {
  await expect(paillier({ keyBits: 500, bits: 8, clients: 2 })).rejects.toThrow('keyBits must be');
  await expect(paillier({ keyBits: 520, bits: 8, clients: 2 })).rejects.toThrow('multiple of 64');
  await expect(paillier({ bits: 40, clients: 2 })).rejects.toThrow('bits must be a whole number');
});
