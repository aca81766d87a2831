import { InferenceSession, Tensor } from 'onnxruntime-node';

export type Feed = readonly [
  type: 'float32' | 'int32' | 'uint8' | 'uint32' | 'bool',
  data: ArrayLike<number>,
  shape: readonly number[],
];

const arrays = {
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint32: Uint32Array,
  bool: Uint8Array,
};

/** Runs an ONNX file on one thread; inputs that it does not have are left out. */
export async function run(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, Feed>>,
): Promise<Record<string, number[]>> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  const tensors = session.inputNames.map((name) => {
    const [type, data, shape] = feeds[name];
    return [name, new Tensor(type, arrays[type].from(data), shape)] as const;
  });
  const results = await session.run(Object.fromEntries(tensors));
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [
      name,
      Array.from(data as Float32Array, Number),
    ]),
  );
}

/** The largest distance between two lists' entries; equal infinities and NaNs do not count. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    if (Object.is(a[i], b[i])) continue;
    const difference = Math.abs(a[i] - b[i]);
    largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
  }
  return largest;
}
