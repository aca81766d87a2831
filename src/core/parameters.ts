import { ArgumentError } from './errors';
import { elementCount } from './shape';

/** Where one tensor of a model lies in the flat parameter vector. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** First element in the flat vector. */
  readonly offset: number;
  /** Number of elements. */
  readonly size: number;
}

/** The order, names and shapes of a model's tensors. */
export interface ParameterSpec {
  readonly tensors: readonly TensorSpec[];
  /** Number of elements of all tensors together. */
  readonly size: number;
}

/** Builds the specification of a model whose tensors lie one after the other. */
export function parameterSpec(
  tensors: readonly { readonly name: string; readonly shape: readonly number[] }[],
): ParameterSpec {
  let offset = 0;
  const specs = tensors.map(({ name, shape }) => {
    const size = elementCount(shape);
    const spec = { name, shape: [...shape], offset, size };
    offset += size;
    return spec;
  });
  return { tensors: specs, size: offset };
}

/** Copies tensors, in the specification's order, into one flat vector. */
export function flatten(spec: ParameterSpec, tensors: readonly ArrayLike<number>[]): Float32Array {
  if (tensors.length !== spec.tensors.length) {
    throw new ArgumentError('tensors', `hold ${spec.tensors.length} arrays`, tensors.length);
  }
  const flat = new Float32Array(spec.size);
  spec.tensors.forEach(({ name, size, offset }, i) => {
    if (tensors[i].length !== size) {
      throw new ArgumentError(`tensors[${i}] (${name})`, `hold ${size} numbers`, tensors[i].length);
    }
    flat.set(tensors[i], offset);
  });
  return flat;
}

/** Views of the flat vector, one a tensor; nothing is copied. */
export function unflatten(spec: ParameterSpec, parameters: Float32Array): Float32Array[] {
  checkLength(spec, 'parameters', parameters);
  return spec.tensors.map(({ offset, size }) => parameters.subarray(offset, offset + size));
}

/** Throws an `ArgumentError` unless the vector has exactly the specification's size. */
export function checkLength(spec: ParameterSpec, argument: string, vector: Float32Array): void {
  if (vector.length !== spec.size) {
    throw new ArgumentError(argument, `hold ${spec.size} numbers`, vector.length);
  }
}
