import { ArgumentError } from '../../core/errors';
import type { ParameterSpec, TensorSpec } from '../../core/parameters';

/** Where the kernel `[inputs, units]` and the bias `[units]` of a dense layer are in a flat vector. */
export interface DenseLayer {
  readonly kernel: TensorSpec;
  readonly bias: TensorSpec;
  readonly inputs: number;
  readonly units: number;
}

/** @throws ArgumentError unless the model's first or last two tensors are a dense layer's */
export function denseLayer({ tensors }: ParameterSpec, which: 'first' | 'last'): DenseLayer {
  const at = which === 'first' ? 0 : tensors.length - 2;
  const pair = tensors.slice(Math.max(0, at), at + 2);
  const shapes = pair.map(({ shape }) => `[${shape.join(', ')}]`).join(' and ');
  const dense =
    pair.length === 2 &&
    pair[0].shape.length === 2 &&
    pair[1].shape.join() === `${pair[0].shape[1]}`;
  if (!dense) {
    const verb = which === 'first' ? 'begin' : 'end';
    throw new ArgumentError('spec', `${verb} with a dense layer’s kernel and bias`, shapes);
  }
  const [kernel, bias] = pair;
  const [inputs, units] = kernel.shape;
  return { kernel, bias, inputs, units };
}
