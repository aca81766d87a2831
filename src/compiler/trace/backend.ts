import * as tf from '@tensorflow/tfjs';
import type { Graph } from '../graph/graph';
import type { DType, Value } from '../graph/types';
import { TraceError } from '../traceError';
import { kernelRules } from './kernels';

type Data = Float32Array | Int32Array | Uint8Array;

export const backendName = 'trace';

/** A tfjs backend whose tensors are values of a graph: kernels add to the graph instead of computing. */
export class TraceBackend extends tf.KernelBackend {
  #graph: Graph | undefined;
  #kernels: string[] = [];
  /** Kept after a tensor is disposed: results may be disposed before they are looked up. */
  #values = new WeakMap<object, Value>();
  #references = new WeakMap<object, number>();

  /** The graph under construction. */
  get graph(): Graph {
    if (!this.#graph) throw new TraceError('a tensor of a trace is used after the trace');
    return this.#graph;
  }

  /** Names of the kernels called since `begin`, in order. */
  get kernels(): readonly string[] {
    return this.#kernels;
  }

  called(kernel: string): void {
    this.#kernels.push(kernel);
  }

  get tracing(): boolean {
    return this.#graph !== undefined;
  }

  /** Starts a new graph; values of earlier ones are forgotten. */
  begin(graph: Graph): void {
    this.#graph = graph;
    this.#kernels = [];
    this.#values = new WeakMap();
  }

  end(): void {
    this.#graph = undefined;
  }

  /** The information from which tfjs makes a tensor. */
  wrap(value: Value): tf.TensorInfo {
    const dataId = {};
    this.#values.set(dataId, value);
    this.#references.set(dataId, 1);
    return { dataId, shape: value.shape.slice(), dtype: value.dtype as tf.DataType };
  }

  /** The value behind a tensor; a tensor of another backend is read and becomes a constant. */
  value({ dataId, shape, dtype }: tf.TensorInfo): Value {
    let value = this.#values.get(dataId);
    if (!value) {
      const data = tf.engine().readSync(dataId) as Data;
      value = this.graph.constant(data.slice(), shape, dtype as DType);
      this.#values.set(dataId, value);
    }
    return this.graph.reshape(value, shape);
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    return this.wrap(this.#constant(values, shape, dtype)).dataId;
  }

  override move(
    dataId: object,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    this.#values.set(dataId, this.#constant(values, shape, dtype));
    this.#references.set(dataId, references);
  }

  #constant(values: tf.BackendValues, shape: number[], dtype: tf.DataType): Value {
    if (dtype === 'string' || dtype === 'complex64') {
      throw new TraceError(`tensors of type ${dtype} cannot be traced`);
    }
    return this.graph.constant((values as Data).slice(), shape, dtype);
  }

  override readSync(dataId: object): tf.BackendValues {
    const node = this.#values.get(dataId)?.node;
    if (node?.op === 'Const') return node.data as Data;
    throw new TraceError(`the result of ${node?.op ?? 'an operation'} is read while tracing`);
  }

  override read(dataId: object): Promise<tf.BackendValues> {
    return Promise.resolve().then(() => this.readSync(dataId));
  }

  override disposeData(dataId: object): boolean {
    const left = this.refCount(dataId) - 1;
    this.#references.set(dataId, left);
    return left <= 0;
  }

  override incRef(dataId: object): void {
    this.#references.set(dataId, this.refCount(dataId) + 1);
  }

  override refCount(dataId: object): number {
    return this.#references.get(dataId) ?? 0;
  }

  /** tfjs compares this before and after a kernel to find leaks; values of a graph cannot leak. */
  override numDataIds(): number {
    return 0;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }
}

let registered: TraceBackend | undefined;

/** The backend; registered with tfjs, with its kernels, on first use. */
export function traceBackend(): TraceBackend {
  if (registered) return registered;
  const backend = new TraceBackend();
  registered = backend;
  tf.registerBackend(backendName, () => backend, 0);
  for (const kernelName of Object.keys(kernelRules)) {
    tf.registerKernel({ kernelName, backendName, kernelFunc: kernelOf(kernelName, backend) });
  }
  return backend;
}

function kernelOf(name: string, backend: TraceBackend): tf.KernelFunc {
  return ({ inputs, attrs }) => {
    backend.called(name);
    const values = Object.entries(inputs as Partial<tf.NamedTensorInfoMap>).flatMap(
      ([key, tensor]) => (tensor ? [[key, backend.value(tensor)] as const] : []),
    );
    const result = kernelRules[name](backend.graph, Object.fromEntries(values), attrs as never);
    return 'node' in result ? backend.wrap(result) : result.map((value) => backend.wrap(value));
  };
}
