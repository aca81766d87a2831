import { ModelArraysError, fromArrays, toArrays } from '../../core/namedArrays';
import type { ParameterSpec } from '../../core/parameters';
import { float32Array } from '../wire/objects/ndArray';
import type { Dtype, NdArray } from '../wire/objects/ndArray';

/** The parameters in a message. Throws a `ModelArraysError` for arrays of another model, or none. */
export function receivedParameters(
  spec: ParameterSpec,
  arrays: ReadonlyMap<string, NdArray>,
): Float32Array {
  if (arrays.size === 0) {
    throw new ModelArraysError('the message holds no arrays, or more than one record of them');
  }
  return fromArrays(spec, arrays);
}

/**
 * A model's parameters as arrays in the order and of the types of those that the server sent. They are
 * views of the vector if they are single precision.
 */
export function answeredArrays(
  spec: ParameterSpec,
  parameters: Float32Array,
  sent: ReadonlyMap<string, NdArray>,
): Map<string, NdArray> {
  const tensors = toArrays(spec, parameters);
  return new Map(
    [...sent].map(([name, { dtype }]) => {
      const { shape, data } = tensors.get(name)!;
      return [name, ofType(dtype, shape, data)];
    }),
  );
}

function ofType(dtype: Dtype, shape: readonly number[], data: Float32Array): NdArray {
  if (dtype === 'float16') return { dtype, shape, data };
  if (dtype === 'float64') return { dtype, shape, data: Float64Array.from(data) };
  return float32Array(shape, data);
}
