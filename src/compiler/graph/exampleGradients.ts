import { elementCount } from '../../core/shape';
import { TraceError } from '../traceError';
import type { Graph } from './graph';
import { rowAxes } from './rows';
import type { RowAxis } from './rows';
import { range, same } from './shape';
import type { Node, Value } from './types';

/** A gradient that is a sum over the rows of a batch, taken apart. */
export interface ExampleGradients {
  /** One gradient per row, `[batch, ...shape]`. */
  readonly each: () => Value;
  /** Their squared L2 norms, `[batch]`. */
  readonly squares: () => Value;
  /** Σ scaleᵢ · gradientᵢ, with the shape of one gradient. @param scale `[batch]` */
  readonly sum: (scale: Value) => Value;
}

/** How the last operation before the sum over rows is taken apart; its inputs still have rows. */
type Meeting = (node: Node, rows: readonly RowAxis[]) => ExampleGradients;

/**
 * Takes gradients of the sum of a batch's losses apart by the rows of the batch.
 *
 * The products of a dense layer are not repeated row by row: the gradient of one row is the outer
 * product of its input x and its error δ, whose norm is ‖x‖·‖δ‖ (Goodfellow 2015, “Efficient
 * per-example gradient computations”), and a weighted sum over rows is again one product. Other
 * layers compute one gradient per row.
 *
 * @returns undefined for gradients that are 0
 * @throws TraceError for an operation between the rows' sum and the gradient that has no rule here,
 *   and if rows may depend on each other before they are summed
 */
export function exampleGradients(
  graph: Graph,
  gradients: readonly Value[],
  batchSize: number,
): (ExampleGradients | undefined)[] {
  const rows = rowAxes(gradients, batchSize);
  const known = new Map<Value, ExampleGradients | undefined>();

  const apart = (value: Value): ExampleGradients | undefined => {
    if (known.has(value)) return known.get(value);
    const found = takenApart(value);
    known.set(value, found);
    return found;
  };

  const takenApart = (value: Value): ExampleGradients | undefined => {
    const { node } = value;
    if (rows.has(node)) {
      if (graph.number(value) === 0) return undefined;
      throw refusal(node.op);
    }
    if (node.ins.every((input) => rows.has(input!.node))) {
      const meeting = meetings[node.op] as Meeting | undefined;
      if (!meeting) throw refusal(node.op);
      return meeting(
        node,
        node.ins.map((input) => rows.get(input!.node)),
      );
    }
    return afterwards(node);
  };

  /** Operations that are linear in what has been summed over rows. */
  const afterwards = (node: Node): ExampleGradients | undefined => {
    const { op, ins, attrs, outs } = node;
    const [{ shape }] = outs;
    const [a, b] = ins as Value[];
    if (op === 'Reshape')
      return mapped(apart(a), (v, front) => graph.reshape(v, [...front, ...shape]));
    if (op === 'Transpose') {
      return mapped(apart(a), (v, front) =>
        graph.transpose(v, [
          ...range(front.length),
          ...attrs.perm!.map((axis) => axis + front.length),
        ]),
      );
    }
    if ((op === 'Add' || op === 'Sub') && same(a.shape, b.shape)) {
      const [p, q] = [apart(a), apart(b)];
      if (!q) return p;
      if (p) return added(op, p, q);
    }
    if (op === 'Mul') {
      const [summed, factor] = rows.has(a.node) ? [b, a] : [a, b];
      const scalar = rows.has(factor.node) && elementCount(factor.shape) === 1;
      if (scalar && rows.get(factor.node) === undefined && same(summed.shape, shape)) {
        return scaled(apart(summed), graph.reshape(factor, []));
      }
    }
    throw refusal(op);
  };

  /** Moves the numbers of each gradient. @param move its axes come after those in `front` */
  const mapped = (
    gradient: ExampleGradients | undefined,
    move: (v: Value, front: readonly number[]) => Value,
  ): ExampleGradients | undefined =>
    gradient && {
      each: () => move(gradient.each(), [batchSize]),
      squares: gradient.squares,
      sum: (scale) => move(gradient.sum(scale), []),
    };

  const added = (op: string, p: ExampleGradients, q: ExampleGradients): ExampleGradients => {
    const each = (): Value => graph.binary(op, p.each(), q.each());
    return {
      each,
      squares: () => squaresOf(graph, each()),
      sum: (scale) => graph.binary(op, p.sum(scale), q.sum(scale)),
    };
  };

  const scaled = (
    gradient: ExampleGradients | undefined,
    factor: Value,
  ): ExampleGradients | undefined =>
    gradient && {
      each: () => graph.binary('Mul', gradient.each(), factor),
      squares: () => graph.binary('Mul', gradient.squares(), graph.binary('Mul', factor, factor)),
      sum: (scale) => graph.binary('Mul', gradient.sum(scale), factor),
    };

  /** `[batch, entries per row, ...other axes]` */
  const fronted = (x: Value, axis: number): Value => {
    const others = range(x.shape.length).filter((i) => i !== axis);
    const entries = x.shape[axis] / batchSize;
    const shape = [batchSize, entries, ...others.map((i) => x.shape[i])];
    return graph.reshape(graph.transpose(x, [axis, ...others]), shape);
  };

  const meetings: Readonly<Partial<Record<string, Meeting>>> = {
    ReduceSum({ ins, outs, attrs }, [axis]) {
      const [x] = ins as Value[];
      const front = fronted(x, axis!);
      const others = range(x.shape.length).filter((i) => i !== axis);
      const folded = others.flatMap((i, at) => (attrs.axes!.includes(i) ? [at + 2] : []));
      const sums = graph.reduce('ReduceSum', front, [1, ...folded], false);
      return instances(graph, graph.reshape(sums, [batchSize, ...outs[0].shape]));
    },

    MatMul({ ins, attrs, outs }, [p, q]) {
      const [a, b] = ins as Value[];
      // An operand without rows has one entry for each of them, too.
      const summed = [attrs.ta ? 0 : 1, attrs.tb ? 1 : 0];
      const others = [p, q].some((axis, i) => axis !== undefined && axis !== summed[i]);
      if (outs[0].shape.length !== 2 || others) throw refusal('MatMul');
      return product(graph, fronted(a, summed[0]), fronted(b, summed[1]));
    },

    ConvGradFilter({ ins, attrs, outs }, rowsOf) {
      const [x, dy] = ins as Value[];
      if (rowsOf.some((axis) => axis !== undefined && axis !== 0)) throw refusal('ConvGradFilter');
      const shape = [batchSize, ...outs[0].shape];
      return instances(graph, graph.op('ConvGradFilters', [x, dy], attrs, shape));
    },
  };

  return gradients.map(apart);
}

/** Gradients `[batch, ...shape]` as they are. */
function instances(graph: Graph, each: Value): ExampleGradients {
  const [batch, ...shape] = each.shape;
  return {
    each: () => each,
    squares: () => squaresOf(graph, each),
    sum(scale) {
      const flat = graph.reshape(each, [batch, elementCount(shape)]);
      const row = graph.reshape(scale, [1, batch]);
      return graph.reshape(graph.matMul(row, flat, false, false), shape);
    },
  };
}

/** The sum over rows and entries of `aᵀ b`. @param a `[batch, entries, m]` @param b `[batch, entries, n]` */
function product(graph: Graph, a: Value, b: Value): ExampleGradients {
  const [batch, entries] = a.shape;
  const flat = (v: Value): Value => graph.reshape(v, [batch * entries, v.shape[2]]);
  const each = (): Value => graph.matMul(a, b, true, false);
  return {
    each,
    squares: () =>
      entries === 1
        ? graph.binary('Mul', squaresOf(graph, a), squaresOf(graph, b))
        : squaresOf(graph, each()),
    sum(scale) {
      const column = graph.reshape(scale, [batch, 1, 1]);
      return graph.matMul(flat(a), flat(graph.binary('Mul', b, column)), true, false);
    },
  };
}

/** Σ v² of each row of `[batch, ...]`. */
function squaresOf(graph: Graph, v: Value): Value {
  const [batch, ...shape] = v.shape;
  const flat = graph.reshape(v, [batch, elementCount(shape)]);
  return graph.reduce('ReduceSum', graph.binary('Mul', flat, flat), [1], false);
}

function refusal(op: string): TraceError {
  return new TraceError(
    `the gradient of one example cannot be told apart from the batch’s (${op})`,
  );
}
