import type { Attributes } from '../graph/types';
import { elementType } from './messages';
import type { AttributeValue } from './messages';

/** A constant that ONNX takes as an input but the graph stores as an attribute. */
export type ConstantInput = { readonly int64: readonly number[] } | { readonly float32: number };

/** How one operation is written: ONNX's operator, attributes, and constants after its inputs. */
export interface Operator {
  readonly op: string;
  readonly attributes?: Readonly<Record<string, AttributeValue | undefined>>;
  readonly constants?: readonly ConstantInput[];
}

type Rule = (attrs: Attributes) => Omit<Operator, 'op'> & { readonly op?: string };

/** The largest finite 32-bit float. */
const steepest = 3.4028234663852886e38;

/** The ONNX operator of an operation of the graph; unlisted ones have ONNX's own names. */
export function operator(op: string, attrs: Attributes): Operator {
  const { axis, direction, reduction } = attrs;
  return { op, ...(rules[op]?.(attrs) ?? { attributes: { axis, direction, reduction } }) };
}

const flag = (value: boolean | undefined): number => (value ? 1 : 0);

const int64 = (values: readonly number[] = []): ConstantInput => ({ int64: values });

/** Reductions take their axes as an input. */
const reduction: Rule = ({ axes, keepDims }) => ({
  attributes: { keepdims: flag(keepDims) },
  constants: [int64(axes)],
});

const window: Rule = ({ kernel, strides, dilations, pads, group, extra }) => ({
  attributes: { kernel_shape: kernel, strides, dilations, pads, group, output_padding: extra },
});

/**
 * 1 where `x` reaches a threshold and 0 elsewhere, in a single operator with a float result: a ramp
 * so steep that only floats below 1e-38 can lie on it.
 */
const threshold =
  (atZero: 0 | 1): Rule =>
  () => ({
    op: 'HardSigmoid',
    attributes: { alpha: { float: steepest }, beta: { float: atZero } },
  });

const rules: Readonly<Partial<Record<string, Rule>>> = {
  AveragePool: window,
  Cast: ({ to }) => ({ attributes: { to: elementType[to!] } }),
  Conv: window,
  ConvTranspose: window,
  Expand: ({ shape }) => ({ constants: [int64(shape)] }),
  // To the shape given by the second input.
  ExpandTo: () => ({ op: 'Expand' }),
  Gemm: ({ ta, tb, alpha = 1 }) => ({
    attributes: { transA: flag(ta), transB: flag(tb), alpha: { float: alpha } },
  }),
  LeakyRelu: ({ alpha }) => ({ attributes: { alpha: { float: alpha! } } }),
  MaxPool: window,
  NotNegative: threshold(1),
  Pad: ({ paddings, value }) => ({
    constants: [
      int64([...paddings!.map(([before]) => before), ...paddings!.map(([, after]) => after)]),
      { float32: value! },
    ],
  }),
  ReduceMax: reduction,
  ReduceMin: reduction,
  ReduceProd: reduction,
  ReduceSum: reduction,
  Reshape: ({ shape }) => ({ constants: [int64(shape)] }),
  // Of the first axis only.
  Shape: () => ({ attributes: { start: 0, end: 1 } }),
  Slice: ({ begin, size }) => ({
    constants: [int64(begin), int64(begin!.map((start, i) => start + size![i]))],
  }),
  Step: threshold(0),
  Tile: ({ reps }) => ({ constants: [int64(reps)] }),
  Transpose: ({ perm }) => ({ attributes: { perm } }),
};
