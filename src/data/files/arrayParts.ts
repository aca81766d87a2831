import { counted } from '../../core/counted';
import { ArgumentError, DataError } from '../../core/errors';
import type { NpyArray, NpyData } from '../../core/npy';
import type { ClassTargets, ImageFeatures, NumberFeatures, NumberTargets } from '../dataset';
import { classesOf } from './classesOf';

/** An array, and its file and name for errors. */
export interface NamedArray {
  readonly file: string;
  readonly array: NpyArray;
}

/** Names for what arrays hold. */
export interface PartNames {
  readonly classNames?: readonly string[];
  readonly featureNames?: readonly string[];
  readonly targetNames?: readonly string[];
}

/** `float32 [100, 6]`: an array's type and shape, as NumPy writes them. */
export function described({ data, shape }: NpyArray): string {
  const type = data.constructor.name.replace(/Array$/, '').toLowerCase();
  return `${type} [${shape.join(', ')}]`;
}

/** What each example's features are, by the array's type and shape; see `readArrays`. */
export function featuresOf(
  { file, array }: NamedArray,
  { featureNames }: PartNames,
): ImageFeatures | NumberFeatures {
  const { data, shape } = array;
  const [, ...example] = shape;
  if (shape.length === 0 || example.includes(0)) {
    throw new DataError(file, `expected an array of examples, found ${described(array)}`);
  }
  if (typeName(data) === 'Uint8Array' && isImage(example)) {
    const [height, width, channels = 1] = example;
    return { images: data as Uint8Array, shape: [height, width, channels] };
  }
  // One number for each example: a table of one column.
  const numberShape = example.length === 0 ? [1] : example;
  if (featureNames && (numberShape.length !== 1 || featureNames.length !== numberShape[0])) {
    const rule = `name each column of ${described(array)}`;
    throw new ArgumentError('featureNames', rule, featureNames);
  }
  const named = featureNames && { featureNames };
  if (typeName(data).startsWith('Float')) {
    return { features: float32(file, data), shape: numberShape, ...named };
  }
  const tooLarge = data.findIndex((value) => value > 2 ** 31 - 1);
  if (tooLarge >= 0) {
    throw new DataError(file, `number ${tooLarge} is ${data[tooLarge]}, more than an int32 holds`);
  }
  return { features: Int32Array.from(data), shape: numberShape, ...named };
}

const isImage = (example: readonly number[]): boolean =>
  example.length === 2 || (example.length === 3 && [1, 3].includes(example[2]));

/** What each example's targets are, by the array's type and shape; see `readArrays`. */
export function targetsOf(named: NamedArray, names: PartNames): ClassTargets | NumberTargets {
  const { file, array } = named;
  const { data, shape } = array;
  if (data.length === 0) throw new DataError(file, `holds no targets: ${described(array)}`);
  if (!typeName(data).startsWith('Float')) return classTargets(named, names);
  if (shape.length < 1 || shape.length > 2) {
    throw new DataError(file, `expected targets [n] or [n, k], found ${described(array)}`);
  }
  const width = shape[1] ?? 1;
  const numbered = Array.from({ length: width }, (_, i) => `target ${i + 1}`);
  const targetNames = names.targetNames ?? (width === 1 ? ['target'] : numbered);
  if (targetNames.length !== width) {
    throw new ArgumentError('targetNames', `name ${counted(width, 'target')}`, targetNames);
  }
  return { targets: float32(file, data), targetNames };
}

function classTargets({ file, array }: NamedArray, { classNames: given }: PartNames): ClassTargets {
  const { data, shape } = array;
  if (shape.length !== 1) {
    const rule = 'expected one class for each example [n]';
    throw new DataError(file, `${rule}, found ${described(array)}`);
  }
  if (given) {
    const outside = data.findIndex((value) => value < 0 || value >= given.length);
    if (outside < 0) return { labels: Uint8Array.from(data), classNames: given };
    const rule = `expected classes 0 to ${given.length - 1}`;
    throw new DataError(file, `${rule}, found ${data[outside]} for example ${outside}`);
  }
  const classNames = classesOf(
    file,
    Array.from(data, (value) => `${value}`),
  );
  const codes = new Map(classNames.map((name, code) => [+name, code]));
  return { labels: Uint8Array.from(data, (value) => codes.get(value)!), classNames };
}

/** The numbers as float32. @throws DataError that says where one is missing or infinite */
function float32(file: string, data: NpyData): Float32Array {
  const values =
    typeName(data) === 'Float32Array' ? (data as Float32Array) : Float32Array.from(data);
  const odd = values.findIndex((value) => !Number.isFinite(value));
  if (odd < 0) return values;
  throw new DataError(file, `number ${odd} is ${data[odd]}: expected numbers that float32 holds`);
}

/** By name: tests and workers have typed arrays of several realms. */
function typeName(data: NpyData): string {
  return Object.prototype.toString.call(data).slice(8, -1);
}
