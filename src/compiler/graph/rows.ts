import { elementCount } from '../../core/shape';
import { binaryOperators, unaryOperators } from './operators';
import { order } from './order';
import type { Node, Value } from './types';

/**
 * Which axis holds the rows of a batch, with one or several adjacent entries per row; undefined if
 * a value depends on no row.
 */
export type RowAxis = number | undefined;

/** Thrown when rows interact. */
const meeting = new Error('rows meet');

/** The axis of the rows of a node's result, given those of its inputs. */
type Follow = (node: Node, rows: readonly RowAxis[], batchSize: number) => RowAxis;

const elementwise: Follow = ({ ins, outs }, rows) =>
  common(rows.map((axis, i) => lifted(axis, ins[i]!, outs[0])));

/** The operation works along the given axes; the rows lie on another one. */
const along =
  (axesOf: (node: Node) => readonly number[], keeps: (node: Node) => boolean): Follow =>
  (node, [axis]) => {
    if (axis === undefined) return undefined;
    const axes = axesOf(node);
    if (axes.includes(axis)) throw meeting;
    return keeps(node) ? axis : axis - axes.filter((other) => other < axis).length;
  };

const oneAxis = along(
  ({ attrs }) => [attrs.axis!],
  () => true,
);
const folded = along(
  ({ attrs }) => attrs.axes!,
  ({ attrs }) => attrs.keepDims!,
);

/** Images in, images out; filters have no rows. */
const windows: Follow = (_, [images, filter]) => {
  if (filter !== undefined || (images !== undefined && images !== 0)) throw meeting;
  return images;
};

/** Images and their gradients: each of them has rows, or none. */
const maps: Follow = (_, rows) => {
  const axis = common(rows);
  if (axis !== undefined && axis !== 0) throw meeting;
  return axis;
};

/** The rows' axis is not one of those that change in length. */
const resized: Follow = ({ ins, outs }, [axis]) => {
  if (axis !== undefined && ins[0]!.shape[axis] !== outs[0].shape[axis]) throw meeting;
  return axis;
};

const reshaped: Follow = ({ ins, outs }, [axis], batchSize) => {
  if (axis === undefined) return undefined;
  const before = elementCount(ins[0]!.shape.slice(0, axis));
  const { shape } = outs[0];
  const found = shape.findIndex(
    (length, i) => length % batchSize === 0 && elementCount(shape.slice(0, i)) === before,
  );
  if (found === -1) throw meeting;
  return found;
};

const product: Follow = ({ ins, outs, attrs }, [a, b]) => {
  const rank = outs[0].shape.length;
  const fromEnd = (axis: RowAxis, i: number) =>
    axis === undefined ? undefined : axis - ins[i]!.shape.length;
  const [p, q] = [fromEnd(a, 0), fromEnd(b, 1)];
  if (p === (attrs.ta ? -2 : -1) || q === (attrs.tb ? -1 : -2)) throw meeting;
  const place = (end: RowAxis, free: number) =>
    end === undefined ? undefined : rank + (end >= -2 ? free : end);
  return common([place(p, -2), place(q, -1)]);
};

const gathered: Follow = ({ ins, attrs }, [x, index]) => {
  const axis = attrs.axis!;
  if (x !== undefined && (index !== undefined || x === axis)) throw meeting;
  if (index !== undefined) return axis + index;
  if (x === undefined) return undefined;
  return x < axis ? x : x + ins[1]!.shape.length - 1;
};

/** The inputs that have one entry per row. */
const ofRows: ReadonlySet<string> = new Set(['index', 'targets']);

const follow: Readonly<Record<string, Follow>> = {
  Input: ({ attrs }) => (ofRows.has(attrs.name!) ? 0 : undefined),
  ...Object.fromEntries([...unaryOperators, ...binaryOperators].map((op) => [op, elementwise])),
  Where: elementwise,
  Cast: elementwise,
  Expand: elementwise,
  Softmax: oneAxis,
  LogSoftmax: oneAxis,
  ArgMax: oneAxis,
  ReduceSum: folded,
  ReduceMax: folded,
  ReduceMin: folded,
  ReduceProd: folded,
  Conv2D: windows,
  DepthwiseConv: windows,
  ConvGradInput: windows,
  MaxPoolNHWC: windows,
  MaxPoolGrad: maps,
  AvgPoolNHWC: windows,
  AvgPoolGrad: maps,
  Slice: resized,
  Pad: resized,
  Tile: resized,
  Reshape: reshaped,
  Transpose: ({ attrs }, [axis]) => (axis === undefined ? axis : attrs.perm!.indexOf(axis)),
  Concat: ({ attrs }, rows) => {
    const axis = common(rows);
    if (axis === attrs.axis) throw meeting;
    return axis;
  },
  MatMul: product,
  Gather: gathered,
};

function lifted(axis: RowAxis, from: Value, to: Value): RowAxis {
  return axis === undefined ? undefined : axis + to.shape.length - from.shape.length;
}

/** The one axis that holds the rows of all inputs with rows. */
function common(axes: readonly RowAxis[]): RowAxis {
  const [first, ...others] = new Set(axes.filter((axis) => axis !== undefined));
  if (others.length > 0) throw meeting;
  return first;
}

/**
 * The row axes of all nodes that the values need, as far as each of their rows depends only on that
 * row of the batch: the example that the input `index` picks, and its label. Nodes where rows meet,
 * or may meet, and all that read them are left out.
 */
export function rowAxes(values: readonly Value[], batchSize: number): Map<Node, RowAxis> {
  const rows = new Map<Node, RowAxis>();
  for (const node of order(values)) {
    if (node.ins.some((value) => value && !rows.has(value.node))) continue;
    const axes = node.ins.map((value) => value && rows.get(value.node));
    try {
      if (node.op in follow) rows.set(node, follow[node.op](node, axes, batchSize));
      else if (axes.every((axis) => axis === undefined)) rows.set(node, undefined);
    } catch (error) {
      if (error !== meeting) throw error;
    }
  }
  return rows;
}

/**
 * Whether each row of the values depends only on that row of the batch: the example that the input
 * `index` picks, and its label. Also false if this cannot be determined.
 */
export function rowsStayApart(values: readonly Value[], batchSize: number): boolean {
  const rows = rowAxes(values, batchSize);
  return values.every(({ node }) => rows.has(node) && (rows.get(node) ?? 0) === 0);
}
