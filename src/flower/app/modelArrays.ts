import { FederatedError } from '../../core/errors';
import type { ParameterSpec, TensorSpec } from '../../core/parameters';
import { float32Array } from '../wire/objects/ndArray';
import type { Dtype, NdArray } from '../wire/objects/ndArray';

/** The number types in which a model's parameters may be received. */
const floats: readonly Dtype[] = ['float16', 'float32', 'float64'];

/** Arrays that are not the model's. */
export class ModelArraysError extends FederatedError {
  override readonly name = 'ModelArraysError';
}

/**
 * The flat parameter vector from a model's arrays, given by name in any order.
 *
 * @throws ModelArraysError that names the first array that is missing, unknown, or of another shape
 */
export function parametersOfArrays(
  spec: ParameterSpec,
  arrays: ReadonlyMap<string, NdArray>,
): Float32Array {
  if (arrays.size === 0) {
    throw new ModelArraysError('the message holds no arrays, or more than one record of them');
  }
  const known = new Set(spec.tensors.map(({ name }) => name));
  const unknown = [...arrays.keys()].filter((name) => !known.has(name));
  const missing = spec.tensors.filter(({ name }) => !arrays.has(name));
  if (unknown.length > 0 || missing.length > 0) {
    throw new ModelArraysError(
      `the message's arrays are not this model's: ${list(
        'missing',
        missing.map(({ name }) => name),
      )}` + `${missing.length > 0 && unknown.length > 0 ? ', ' : ''}${list('unknown', unknown)}`,
    );
  }
  const parameters = new Float32Array(spec.size);
  for (const tensor of spec.tensors) {
    const array = arrays.get(tensor.name)!;
    checkTensor(tensor, array);
    parameters.set(array.data as Float32Array | Float64Array, tensor.offset);
  }
  return parameters;
}

/**
 * A model's parameters as arrays: views of the vector if the numbers are in single precision.
 *
 * @param like the arrays that the server sent, whose order and types are used; default: the model's
 *   order in single precision
 */
export function arraysOfParameters(
  spec: ParameterSpec,
  parameters: Float32Array,
  like?: ReadonlyMap<string, NdArray>,
): Map<string, NdArray> {
  const tensors = new Map(spec.tensors.map((tensor) => [tensor.name, tensor]));
  const names = like ? [...like.keys()] : [...tensors.keys()];
  return new Map(
    names.map((name) => {
      const { shape, offset, size } = tensors.get(name)!;
      const data = parameters.subarray(offset, offset + size);
      return [name, sameType(float32Array(shape, data), like?.get(name)?.dtype)];
    }),
  );
}

function sameType(array: NdArray & { readonly dtype: 'float32' }, dtype?: Dtype): NdArray {
  if (dtype === 'float16') return { ...array, dtype };
  if (dtype === 'float64') return { ...array, dtype, data: Float64Array.from(array.data) };
  return array;
}

function checkTensor({ name, shape }: TensorSpec, array: NdArray): void {
  if (!floats.includes(array.dtype)) {
    throw new ModelArraysError(
      `array ${name}: expected one of ${floats.join(', ')}, found ${array.dtype}`,
    );
  }
  const same =
    shape.length === array.shape.length &&
    shape.every((dimension, i) => dimension === array.shape[i]);
  if (!same) {
    throw new ModelArraysError(
      `array ${name}: expected the shape [${shape.join(', ')}], found [${array.shape.join(', ')}]`,
    );
  }
}

/** The first few of some names. */
function list(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const some = names.slice(0, 3).map((name) => JSON.stringify(name.slice(0, 80)));
  const more = names.length > some.length ? ` and ${names.length - some.length} more` : '';
  return `${what} ${some.join(', ')}${more}`;
}
