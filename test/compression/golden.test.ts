import {
  drive,
  lowRank,
  qsgd,
  quantized,
  randomK,
  rotated,
  ternGrad,
  topK,
} from '../../src/compression';
import type { Codec } from '../../src/compression';
import { parameterSpec } from '../../src/core/parameters';
import type { Rng } from '../../src/core/rng';
import { codecMoment } from '../support/codecs';

/*
 * The bytes of each codec, written by hand with NumPy, for a sender whose random seeds are all 7:
 *
 * import numpy as np, struct
 *
 * def mix(x):
 *     x = (x ^ x >> 16) * 0x85EBCA6B % 2**32
 *     x = (x ^ x >> 13) * 0xC2B2AE35 % 2**32
 *     return x ^ x >> 16
 *
 * def hashed(seed, i):
 *     return mix(mix((i + 0x7F4A7C15) % 2**32) ^ mix((seed + 0x9E3779B9) % 2**32))
 *
 * def packed(numbers, bits):
 *     whole = sum(int(n) << bits * i for i, n in enumerate(numbers))
 *     return whole.to_bytes(-(-len(numbers) * bits // 8), "little")
 *
 * def random(v): return np.array([hashed(7, i) / 2**32 for i in range(len(v))])
 *
 * def grid(v, bits, up):
 *     low, high = v.min(), v.max()
 *     return np.floor((v - low) / ((high - low) / (2**bits - 1) or 1) + up) if high > low else 0 * v
 *
 * v = np.float32([0.5, -2, 0.01, 0, 3, -0.7, 1]).astype(float)
 * w, b = v[:6], v[6:]                      # tensors of shapes [2, 3] and [1]
 * pair = lambda kind, x: struct.pack("<2" + kind, x.min(), x.max())
 *
 * q = np.concatenate([grid(t, 4, random(t)) for t in (w, b)])
 * print("quantized", (struct.pack("<BI", 4, 0) + pair("f", w) + pair("f", b) + packed(q, 4)).hex())
 * q = np.concatenate([grid(t, 4, 0.5) for t in (w, b)])
 * print("nearest", (struct.pack("<BI", 4, 0) + pair("f", w) + pair("f", b) + packed(q, 4)).hex())
 *
 * signs = np.array([1 - 2 * (hashed(7, 0) >> i & 1) for i in range(7)])
 * H = [np.array([[1.0]])]
 * for _ in range(2): H.append(np.kron([[1, 1], [1, -1]], H[-1]))
 * parts = [slice(0, 4), slice(4, 6), slice(6, 7)]   # blocks of 4, 2 and 1
 * turned = [H[2 - k] @ (signs * v)[p] * (1 / np.sqrt(4 >> k)) for k, p in enumerate(parts)]
 * q = np.concatenate([grid(t, 3, random(t)) for t in turned])
 * print("rotated", (struct.pack("<BI", 3, 7) + b"".join(pair("d", t) for t in turned) + packed(q, 3)).hex())
 * scales = [(t * t).sum() / abs(t).sum() for t in turned]
 * least = [abs(t).mean() for t in turned]
 * bits = packed(np.concatenate(turned) < 0, 1)
 * print("drive", (struct.pack("<I3d", 7, *scales) + bits).hex())
 * print("least", (struct.pack("<I3d", 7, *least) + bits).hex())
 * back = np.concatenate([H[2 - k] @ (s * np.where(t < 0, -1, 1)) * (1 / np.sqrt(4 >> k))
 *                        for k, (s, t) in enumerate(zip(scales, turned))]) * signs
 * print("drive decoded", back.astype(np.float32).tolist())
 *
 * norms = [np.sqrt((t * t).sum()) for t in (w, b)]
 * shares = abs(v) / np.repeat(norms, [6, 1])
 * q = 7 + np.sign(v) * np.floor(shares * 7 + random(v))
 * print("qsgd", (struct.pack("<BI2d", 4, 0, *norms) + packed(q, 4)).hex())
 *
 * limits = [abs(t).max() for t in (w, b)]
 * kept = abs(v) > np.repeat(limits, [6, 1]) * random(v)
 * trits = np.where(kept, np.where(v > 0, 1, 2), 0)
 * tens = [sum(int(t) * 3**i for i, t in enumerate(trits[k:k + 5])) for k in (0, 5)]
 * print("terngrad", (struct.pack("<2f", *limits) + bytes(tens)).hex())
 *
 * u = np.zeros(40); u[[3, 4, 19, 33]] = [1, -5, 0.5, 2]
 * # gaps 3, 0, 14, 13: of each 2 low bits, then the high parts 0, 0, 3, 3 in unary
 * print("topk", (struct.pack("<BBI4f", 32, 2, 4, 1, -5, 0.5, 2)
 *       + packed([3, 0, 2, 1], 2) + packed([1, 1, 0, 0, 0, 1, 0, 0, 0, 1], 1)).hex())
 *
 * order = sorted(range(7), key=lambda i: (-hashed(7, i), i))
 * chosen = sorted(order[:3])
 * print("randomk", (struct.pack("<IBI3f", 7, 1, 3, *v[chosen])).hex(), chosen)
 * print("randomk decoded", [float(np.float32(v[i] * 7 / 3)) if i in chosen else 0 for i in range(7)])
 *
 * m = np.arange(24.0).reshape(6, 4) ** 2
 * start = np.array([[1.0], [2], [3], [4]])
 * p = m @ start; p /= np.linalg.norm(p)
 * print("lowrank", np.round(p @ (p.T @ m), 3).ravel().tolist())
 */

const spec = parameterSpec([
  { name: 'w', shape: [2, 3] },
  { name: 'b', shape: [1] },
]);
const update = Float32Array.of(0.5, -2, 0.01, 0, 3, -0.7, 1);

/** The bytes for a stream of random numbers that are all 7. */
function encoded(codec: Codec, vector = update, model = spec): string {
  const rng = { uint32: () => 7 } as unknown as Rng;
  const bytes = codec.encode(vector, { ...codecMoment(model, 1), rng });
  return Buffer.from(bytes).toString('hex');
}

function decoded(codec: Codec, hex: string, model = spec): number[] {
  return Array.from(codec.decode(Buffer.from(hex, 'hex'), model));
}

test.each<[string, Codec, string]>([
  ['quantized', quantized({ bits: 4 }), '0400000000000000c0000040400000803f0000803f08664f00'],
  [
    'quantized to the nearest',
    quantized({ bits: 4, rounding: 'nearest' }),
    '0400000000000000c0000040400000803f0000803f08664f00',
  ],
  [
    'rotated',
    rotated({ bits: 3 }),
    '0307000000000040e17a14f4bf000080c2f528e83f686122f88205fa3ffea8ad1d2cee0440000000000000f0bf000000000000f0bf387e00',
  ],
  ['drive', drive(), '0700000073d7e2361a00f13f983b10f9fee40140000000000000f03f45'],
  [
    'drive with the least error',
    drive({ scale: 'leastError' }),
    '07000000000000000000f03fd96cdfcc76f80040000000000000f03f45',
  ],
  ['qsgd', qsgd({ bits: 4 }), '04000000006844bfed73a70d40000000000000f03f38776d0e'],
  ['ternGrad', ternGrad(), '000040400000803f5703'],
  ['randomK', randomK({ count: 3 }), '0700000001030000000000003f000040400000803f'],
])('%s makes the bytes that NumPy makes', (_, codec, bytes) => {
  expect(encoded(codec)).toBe(bytes);
});

test('drive decodes to what NumPy decodes to', () => {
  const found = decoded(drive(), encoded(drive()));
  const expected = [0, -2.1250500679016113, 0, 0, 3.1633334159851074, 0, 1];
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 6);
  });
});

test('randomK decodes to what NumPy decodes to', () => {
  const codec = randomK({ count: 3 });
  expect(decoded(codec, encoded(codec))).toEqual([
    1.1666666269302368, 0, 0, 0, 7, 0, 2.3333332538604736,
  ]);
});

test('topK writes gaps as Rice codes, without low bits as a bitmap', () => {
  const model = parameterSpec([{ name: 'w', shape: [40] }]);
  const vector = new Float32Array(40);
  for (const [i, value] of [
    [3, 1],
    [4, -5],
    [19, 0.5],
    [33, 2],
  ]) {
    vector[i] = value;
  }
  const bytes = encoded(topK({ count: 4 }), vector, model);
  expect(bytes).toBe('2002040000000000803f0000a0c00000003f00000040632302');
  expect(decoded(topK({ count: 4 }), bytes, model)).toEqual(Array.from(vector));
  // Five of seven positions: bits 0, 1, 4, 5 and 6.
  const five = encoded(topK({ count: 5 }));
  expect(five.slice(0, 12)).toBe('200005000000');
  expect(five.slice(-2)).toBe((0b1110011).toString(16));
});

test('lowRank projects as NumPy does', () => {
  const model = parameterSpec([{ name: 'w', shape: [6, 4] }]);
  const matrix = Float32Array.from({ length: 24 }, (_, i) => i * i);
  const slots = new Map([['lowrank-q', Float32Array.of(1, 2, 3, 4)]]);
  const bytes = lowRank({ rank: 1 }).encode(matrix, codecMoment(model, 1, slots));
  expect(bytes).toHaveLength(2 + 4 + 4 * (6 + 4));
  const expected = [
    3.995, 4.476, 4.985, 5.524, 29.564, 33.119, 36.891, 40.881, 80.702, 90.406, 100.703, 111.594,
    157.409, 176.336, 196.421, 217.664, 259.685, 290.91, 324.045, 359.09, 387.53, 434.127, 483.574,
    535.873,
  ];
  lowRank()
    .decode(bytes, model)
    .forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 2);
    });
});
