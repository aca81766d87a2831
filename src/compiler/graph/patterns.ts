import { range, same } from './shape';
import type { Value } from './types';

/** `x` without leading axes of length 1 that a reshape added. */
export function trimmed(x: Value): Value | undefined {
  if (x.node.op !== 'Reshape') return undefined;
  const from = x.node.ins[0]!;
  const extra = x.shape.length - from.shape.length;
  const wide = extra > 0 && same(x.shape, [...range(extra).map(() => 1), ...from.shape]);
  return wide ? from : undefined;
}

/** The value below any reshapes. */
function bare(value: Value): Value {
  let v = value;
  while (v.node.op === 'Reshape') v = v.node.ins[0]!;
  return v;
}

/** Whether `z - logSumExp` is logSoftmax along the last axis, as tfjs computes it. */
export function isLogSoftmax(z: Value, logSumExp: Value): boolean {
  const sum = bare(logSumExp);
  if (sum.node.op !== 'Add') return false;
  const [max, log] = sum.node.ins.map((v) => bare(v!));
  if (log.node.op !== 'Log' || max.node.op !== 'ReduceMax' || max.node.ins[0] !== z) return false;
  const total = bare(log.node.ins[0]!);
  if (total.node.op !== 'ReduceSum' || total.node.ins[0]!.node.op !== 'Exp') return false;
  const shifted = total.node.ins[0]!.node.ins[0]!.node;
  const last = [z.shape.length - 1];
  return (
    same(max.node.attrs.axes!, last) &&
    same(total.node.attrs.axes!, last) &&
    shifted.op === 'Sub' &&
    shifted.ins[0] === z &&
    bare(shifted.ins[1]!) === max
  );
}

/** Whether `gradient · mask` is the gradient of a max pool of ReLU, masked by that ReLU's own step. */
export function isMaskedPoolGrad(gradient: Value, mask: Value): boolean {
  if (gradient.node.op !== 'MaxPoolGrad' || mask.node.op !== 'Step') return false;
  const pooled = gradient.node.ins[1]!.node;
  return pooled.op === 'Relu' && pooled.ins[0] === mask.node.ins[0];
}
