/** Random numbers, errors, flat parameter vectors, named arrays and files. */

export {
  ArgumentError,
  DataError,
  DivergenceError,
  DownloadError,
  FederatedError,
  FileError,
} from './errors';
export { writeFileAtomic } from './files';
export { formatBytes } from './formatBytes';
export { fromArrays, ModelArraysError, toArrays } from './namedArrays';
export { decodeNpy } from './npy';
export type { NpyArray, NpyData } from './npy';
export { readNpz, writeNpz } from './npz';
export { flatten, parameterSpec, unflatten } from './parameters';
export type { ParameterSpec, TensorSpec } from './parameters';
export { Rng } from './rng';
export { largestDifference } from './vector';
