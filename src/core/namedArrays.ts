import { FederatedError } from './errors';
import type { NpyArray } from './npy';
import { unflatten } from './parameters';
import type { ParameterSpec, TensorSpec } from './parameters';

/** Arrays that are not a model's. */
export class ModelArraysError extends FederatedError {
  override readonly name = 'ModelArraysError';
}

/** An array in single precision, for .npz files as well as for Flower's messages. */
interface SingleArray extends NpyArray<Float32Array> {
  readonly dtype: 'float32';
}

/** An array of any element type, as files and messages hold them. */
interface AnyArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/**
 * A model's tensors by name, in the specification's order: what {@link writeNpz} and Flower's messages
 * take. The arrays are views of the vector; nothing is copied.
 *
 * ```ts
 * await fl.writeNpz('weights.npz', fl.toArrays(trainer.spec, state.parameters));
 * ```
 */
export function toArrays(spec: ParameterSpec, parameters: Float32Array): Map<string, SingleArray> {
  const parts = unflatten(spec, parameters);
  return new Map(
    spec.tensors.map(({ name, shape }, i) => [name, { dtype: 'float32', shape, data: parts[i] }]),
  );
}

/**
 * The flat parameter vector of a model whose tensors came by name, in any order: the inverse of
 * {@link toArrays}.
 *
 * @param arrays of single or double precision
 * @throws ModelArraysError that names the first array that is missing, unknown, or of another shape or type
 */
export function fromArrays(
  spec: ParameterSpec,
  arrays: ReadonlyMap<string, AnyArray>,
): Float32Array {
  const known = new Set(spec.tensors.map(({ name }) => name));
  const unknown = [...arrays.keys()].filter((name) => !known.has(name));
  const missing = spec.tensors.map(({ name }) => name).filter((name) => !arrays.has(name));
  if (unknown.length > 0 || missing.length > 0) {
    const parts = [...list('missing', missing), ...list('unknown', unknown)];
    throw new ModelArraysError(`the arrays are not this model's: ${parts.join(', ')}`);
  }
  const parameters = new Float32Array(spec.size);
  for (const tensor of spec.tensors) {
    parameters.set(numbersOf(tensor, arrays.get(tensor.name)!), tensor.offset);
  }
  return parameters;
}

function numbersOf({ name, shape }: TensorSpec, array: AnyArray): Float32Array | Float64Array {
  const { data } = array;
  if (!(data instanceof Float32Array || data instanceof Float64Array)) {
    const found = data.constructor.name.replace(/Array$/, '').toLowerCase();
    throw new ModelArraysError(`array ${name}: expected floating-point numbers, found ${found}`);
  }
  if (shape.join() !== array.shape.join()) {
    const [expected, found] = [shape, array.shape].map((each) => `[${each.join(', ')}]`);
    throw new ModelArraysError(`array ${name}: expected the shape ${expected}, found ${found}`);
  }
  return data;
}

/** The first few of some names. */
function list(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const some = names.slice(0, 3).map((name) => JSON.stringify(name.slice(0, 80)));
  const more = names.length > some.length ? ` and ${names.length - some.length} more` : '';
  return [`${what} ${some.join(', ')}${more}`];
}
