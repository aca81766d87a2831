import { InferenceSession, Tensor } from 'onnxruntime-node';
import { lower } from '../../src/compiler/lower/lower';
import type { Value } from '../../src/compiler/graph/types';
import { writeModel } from '../../src/compiler/write/model';

/** Numbers of an input with their shape. */
export interface Fed {
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

const typeOf = ({ data }: Fed): 'float32' | 'int32' | 'uint8' =>
  data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'uint8';

/** Runs an ONNX file once; its outputs' numbers by name. */
export async function runOnnx(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, Fed>>,
): Promise<Record<string, number[]>> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const tensors = Object.entries(feeds).map(
    ([name, fed]) => [name, new Tensor(typeOf(fed), fed.data, fed.shape)] as const,
  );
  const outputs = await session.run(Object.fromEntries(tensors));
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => [
      name,
      Array.from(data as ArrayLike<number>, Number),
    ]),
  );
}

/** Lowers, writes and runs a traced graph. */
export function runGraph(
  outputs: Readonly<Record<string, Value>>,
  feeds: Readonly<Record<string, Fed>>,
): Promise<Record<string, number[]>> {
  return runOnnx(writeModel(lower(outputs)), feeds);
}

/** Whole numbers in [-3, 3], many of them equal, that look drawn at random. */
export function tiedNumbers(shape: readonly number[], seed = 1): Fed {
  let state = seed;
  const length = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * 7) - 3;
  });
  return { data, shape };
}

/** The largest difference of two lists of equal length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} numbers`);
  return Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i])));
}
