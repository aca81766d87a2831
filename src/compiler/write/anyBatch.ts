import { range, same } from '../graph/shape';
import type { Attributes, ConstantData, Dimension, DType, Node, Value } from '../graph/types';
import { order } from '../graph/order';
import { TraceError } from '../traceError';

/** A lowered graph for a batch of this size. */
export interface ForBatch {
  readonly size: number;
  readonly outputs: Readonly<Record<string, Value>>;
}

/** A graph for any batch, and the dimensions of its outputs. */
export interface ForAnyBatch {
  readonly outputs: Readonly<Record<string, Value>>;
  readonly dimensions: Readonly<Record<string, readonly Dimension[]>>;
}

/** The axis whose length is known only when the graph runs. */
const batch = 'batch';
/** Past the end of every axis. */
const toTheEnd = 2 ** 31 - 1;

/**
 * Merges two graphs made for batches of different sizes: a length that differs between them is the
 * batch size or a multiple of it, and everything else must be the same.
 *
 * The two sizes should not occur anywhere else in the graphs.
 *
 * @throws TraceError if the graphs differ in more, for instance in a mean over the batch
 */
export function anyBatch(a: ForBatch, b: ForBatch): ForAnyBatch {
  const [names, values] = [Object.keys(a.outputs), Object.values(a.outputs)];
  const [nodes, others] = [order(values), order(Object.values(b.outputs))];
  if (nodes.length !== others.length) throw refusal('number of operations');
  const places = new Map(others.map((node, i) => [node, i]));
  const merging = new Merging(nodes, places, [a.size, b.size]);
  nodes.forEach((node, i) => {
    merging.add(node, others[i]);
  });
  const outputs = Object.fromEntries(names.map((name, i) => [name, merging.merged(values[i])]));
  const dimensions = Object.fromEntries(
    names.map((name) => [name, merging.dimensions(a.outputs[name].shape, b.outputs[name].shape)]),
  );
  return { outputs, dimensions };
}

class Merging {
  readonly #nodes: readonly Node[];
  readonly #places: ReadonlyMap<Node, number>;
  readonly #sizes: readonly [number, number];
  readonly #done = new Map<Node, Node>();
  #length: Value | undefined;

  constructor(
    nodes: readonly Node[],
    places: ReadonlyMap<Node, number>,
    sizes: readonly [number, number],
  ) {
    this.#nodes = nodes;
    this.#places = places;
    this.#sizes = sizes;
  }

  merged(value: Value): Value {
    return this.#done.get(value.node)!.outs[value.index];
  }

  /** Adds a node and its counterpart, whose inputs have been added before. */
  add(x: Node, y: Node): void {
    const alike =
      x.op === y.op &&
      x.ins.length === y.ins.length &&
      x.ins.every((input, i) => this.#counterparts(input, y.ins[i]));
    if (!alike) throw refusal(x.op);
    const node = this.#merge(x, y);
    this.#done.set(x, node);
    if (x.op === 'Input' && !this.#length) {
      const start = x.outs[0].shape.findIndex((length, i) => length !== y.outs[0].shape[i]);
      if (start === 0) this.#length = single('Shape', [node.outs[0]], {}, [1], 'int64');
    }
  }

  /** Lengths, with the batch size by name. Throws a `TraceError` for a multiple of it. */
  dimensions(p: readonly number[], q: readonly number[]): Dimension[] {
    return p.map((length, i) => {
      if (length === q[i]) return length;
      if (this.#multiple(length, q[i]) !== 1) throw refusal('shape');
      return batch;
    });
  }

  #counterparts(x: Value | undefined, y: Value | undefined): boolean {
    if (!x || !y) return x === y;
    return x.index === y.index && this.#nodes[this.#places.get(y.node)!] === x.node;
  }

  #merge(x: Node, y: Node): Node {
    const [p, q] = [x.outs[0].shape, y.outs[0].shape];
    if (p.length !== q.length) throw refusal(x.op);
    switch (x.op) {
      case 'Input': {
        const dimensions = this.dimensions(p, q);
        return this.#like(x, { ...x.attrs, dimensions });
      }
      case 'Const':
        return this.#constant(x, y);
      case 'Reshape': {
        const shape = p.map((length, i) => (length === q[i] ? length : -1));
        if (shape.filter((length) => length < 0).length > 1) throw refusal(x.op);
        return this.#like(x, { shape });
      }
      case 'Expand':
        return this.#expand(x, y);
      case 'Slice':
        return this.#slice(x, y);
      default:
        if (JSON.stringify(x.attrs) !== JSON.stringify(y.attrs)) throw refusal(x.op);
        return this.#like(x, x.attrs);
    }
  }

  #constant(x: Node, y: Node): Node {
    const { splat, dtype } = x.attrs;
    if (same(x.outs[0].shape, y.outs[0].shape)) {
      if (!equalNumbers(x.data!, y.data!)) throw refusal('numbers');
      return x;
    }
    if (splat === null || splat !== y.attrs.splat) throw refusal('numbers');
    const scalar = single(
      'Const',
      [],
      { ...x.attrs, shape: [], n: 1 },
      [],
      dtype!,
      x.data!.slice(0, 1),
    );
    return this.#expandTo(scalar, x.outs[0], y.outs[0]);
  }

  #expand(x: Node, y: Node): Node {
    const [{ shape: p }, { shape: q }] = [x.outs[0], y.outs[0]];
    const [from, other] = [x.ins[0]!.shape, y.ins[0]!.shape];
    const before = p.length - from.length;
    // If the input already has the batch axis, 1 leaves it unchanged.
    const there = range(p.length).every(
      (i) => p[i] === q[i] || (from[i - before] === p[i] && other[i - before] === q[i]),
    );
    if (!there) return this.#expandTo(this.merged(x.ins[0]!), x.outs[0], y.outs[0]);
    return this.#like(x, { shape: p.map((length, i) => (length === q[i] ? length : 1)) });
  }

  #slice(x: Node, y: Node): Node {
    const { begin, size } = x.attrs;
    const whole = size!.map((length, i) => {
      if (length === y.attrs.size![i]) return length;
      const all = length === x.ins[0]!.shape[i] && y.attrs.size![i] === y.ins[0]!.shape[i];
      if (!all) throw refusal('Slice');
      return toTheEnd;
    });
    if (!same(begin!, y.attrs.begin!)) throw refusal('Slice');
    return this.#like(x, { begin, size: whole });
  }

  /** Repeats `value` to a shape that contains the batch size, which is read from the input. */
  #expandTo(value: Value, x: Value, y: Value): Node {
    const lengths = x.shape.map((length, i) => {
      if (length === y.shape[i]) return int64(length);
      const times = this.#multiple(length, y.shape[i]);
      if (!this.#length) throw refusal('Expand');
      return times === 1
        ? this.#length
        : single('Mul', [this.#length, int64(times)], {}, [1], 'int64');
    });
    const shape = single('Concat', lengths, { axis: 0 }, [lengths.length], 'int64');
    return single('ExpandTo', [value, shape], {}, x.shape, x.dtype).node;
  }

  #multiple(p: number, q: number): number {
    const [first, second] = this.#sizes;
    if (p % first !== 0 || p / first !== q / second) throw refusal('shape');
    return p / first;
  }

  #like(x: Node, attrs: Attributes): Node {
    const outs: Value[] = [];
    const ins = x.ins.map((input) => input && this.merged(input));
    const node: Node = { op: x.op, ins, attrs, outs, ...(x.data && { data: x.data }) };
    x.outs.forEach((value) => outs.push({ ...value, node }));
    return node;
  }
}

function single(
  op: string,
  ins: readonly Value[],
  attrs: Attributes,
  shape: readonly number[],
  dtype: DType,
  data?: Node['data'],
): Value {
  const outs: Value[] = [];
  const node: Node = { op, ins, attrs, outs, ...(data && { data }) };
  outs.push({ node, index: 0, shape, dtype });
  return outs[0];
}

const int64 = (number: number): Value =>
  single(
    'Const',
    [],
    { shape: [1], dtype: 'int64' },
    [1],
    'int64',
    BigInt64Array.of(BigInt(number)),
  );

function equalNumbers(a: ConstantData, b: ConstantData): boolean {
  const { is } = Object;
  for (let i = 0; i < a.length; i++) if (!is(a[i], b[i])) return false;
  return a.length === b.length;
}

function refusal(what: string): TraceError {
  return new TraceError(`the graph depends on how many images a batch holds (${what})`);
}
