import { ArgumentError } from './errors';
import { elementCount } from './shape';

/** Where one tensor of a model is in the flat parameter vector. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** First element in the flat vector. */
  readonly offset: number;
  /** Number of elements. */
  readonly size: number;
  /**
   * Whether gradients move it. They do not move statistics that training collects, such as batch
   * normalization's moving mean and variance, or frozen weights: clients' values are averaged, and
   * no optimizer step, proximal term or correction applies to them.
   */
  readonly trained: boolean;
}

/** The order, names and shapes of a model's tensors. */
export interface ParameterSpec {
  readonly tensors: readonly TensorSpec[];
  /** Total number of elements. */
  readonly size: number;
}

/** Positions `[start, end)` in a flat vector. */
export type Range = readonly [start: number, end: number];

/**
 * Builds the specification of a model whose tensors are stored one after the other; they are
 * trained unless they say otherwise.
 *
 * ```ts
 * const spec = fl.core.parameterSpec([{ name: 'kernel', shape: [784, 10] }, { name: 'bias', shape: [10] }]);
 * ```
 */
export function parameterSpec(
  tensors: readonly (Pick<TensorSpec, 'name' | 'shape'> & Partial<Pick<TensorSpec, 'trained'>>)[],
): ParameterSpec {
  let offset = 0;
  const specs = tensors.map(({ name, shape, trained = true }) => {
    const size = elementCount(shape);
    const spec = { name, shape: [...shape], offset, size, trained };
    offset += size;
    return spec;
  });
  return { tensors: specs, size: offset };
}

/** The positions of the tensors that are not trained; adjacent tensors form one range. */
export function untrainedRanges({ tensors }: ParameterSpec): readonly Range[] {
  const ranges: [number, number][] = [];
  for (const { offset, size, trained } of tensors) {
    if (trained || size === 0) continue;
    const last = ranges.at(-1);
    if (last?.[1] === offset) last[1] += size;
    else ranges.push([offset, offset + size]);
  }
  return ranges;
}

/**
 * Copies tensors, in the specification's order, into one flat vector.
 *
 * ```ts
 * const vector = fl.core.flatten(spec, [kernel, bias]);
 * ```
 */
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

/**
 * Views of the flat vector, one per tensor; nothing is copied.
 *
 * ```ts
 * const [kernel, bias] = fl.core.unflatten(trainer.spec, state.parameters);
 * ```
 */
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
