import { elementCount } from '../core/shape';
import type { Graph } from './graph/graph';
import { broadcast, range } from './graph/shape';
import type { Value } from './graph/types';

/**
 * Random numbers as a pure function of (seed, stream, position): the same in whatever order they
 * are computed. Each is a 32-bit hash – Wellons' “lowbias32”, from
 * https://nullprogram.com/blog/2018/07/31/ – of a counter and the hashed seed.
 */
const rounds = [
  { shift: 16, factor: 0x7feb352d },
  { shift: 15, factor: 0x846ca68b },
  { shift: 16, factor: 1 },
] as const;

/** Distances between adjacent positions and streams: odd, far apart modulo 2^32. */
const positionStride = 0x9e3779b1;
const streamStride = 0x85ebca6b;

/** Numbers uniform in [0, 1), multiples of 2^-24, as a value of the graph. @param seed uint32 `[1]` */
export function uniform(
  graph: Graph,
  seed: Value,
  stream: number,
  shape: readonly number[],
): Value {
  const counters = graph.constant(
    Uint32Array.from(range(elementCount(shape)), (_, i) => counter(stream, i)),
    [elementCount(shape)],
    'uint32',
  );
  const bits = hashValue(graph, word(graph, 'Add', counters, hashValue(graph, seed)));
  const high = graph.cast(shiftRight(graph, bits, 8), 'float32');
  return graph.reshape(graph.binary('Mul', high, graph.scalar(2 ** -24)), shape);
}

/** The same numbers without a graph. */
export function uniformValues(seed: number, stream: number, length: number): Float32Array {
  const start = hash(seed);
  return Float32Array.from(
    { length },
    (_, i) => (hash((counter(stream, i) + start) >>> 0) >>> 8) * 2 ** -24,
  );
}

/**
 * Standard normal numbers by the Box-Muller method, from two streams: `stream` and `stream + 1`.
 */
export function normal(graph: Graph, seed: Value, stream: number, shape: readonly number[]): Value {
  const one = graph.scalar(1);
  const positive = graph.binary('Sub', one, uniform(graph, seed, stream, shape));
  const square = graph.binary('Mul', graph.unary('Log', positive), graph.scalar(-2));
  const turn = uniform(graph, seed, stream + 1, shape);
  const angle = graph.binary('Mul', turn, graph.scalar(2 * Math.PI));
  return graph.binary('Mul', graph.unary('Sqrt', square), graph.unary('Cos', angle));
}

/** The same numbers without a graph, up to rounding of the logarithm and cosine. */
export function normalValues(seed: number, stream: number, length: number): Float32Array {
  const angles = uniformValues(seed, stream + 1, length);
  return uniformValues(seed, stream, length).map(
    (u, i) => Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * angles[i]),
  );
}

function counter(stream: number, position: number): number {
  return (Math.imul(position + 1, positionStride) + Math.imul(stream + 1, streamStride)) >>> 0;
}

function hash(value: number): number {
  return rounds.reduce((x, { shift, factor }) => Math.imul(x ^ (x >>> shift), factor) >>> 0, value);
}

function hashValue(graph: Graph, value: Value): Value {
  return rounds.reduce((x, { shift, factor }) => {
    const mixed = word(graph, 'BitwiseXor', x, shiftRight(graph, x, shift));
    return factor === 1 ? mixed : word(graph, 'Mul', mixed, constantWord(graph, factor));
  }, value);
}

const constantWord = (graph: Graph, value: number): Value => graph.constant([value], [1], 'uint32');

function shiftRight(graph: Graph, x: Value, shift: number): Value {
  const ins = [x, constantWord(graph, shift)];
  return graph.op('BitShift', ins, { direction: 'RIGHT' }, x.shape, 'uint32');
}

/** Arithmetic modulo 2^32. */
function word(graph: Graph, op: string, a: Value, b: Value): Value {
  return graph.op(op, [a, b], {}, broadcast(a.shape, b.shape), 'uint32');
}
