import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { OnnxRuntime } from './onnxRuntime';
import type { RunGate } from './runGate';
import type { ProgramMessage, SharedExamples, StepRows } from './workerMessages';

/** Values of a program's inputs or outputs, by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A compiled program in a thread: its session, and what it takes and gives as tensors. */
export class CompiledProgram {
  readonly #onnx: OnnxRuntime;
  readonly #gate: RunGate;
  readonly #session: InferenceSession;
  readonly #message: ProgramMessage;
  readonly #inputs: ReadonlySet<string>;

  static async create(
    onnx: OnnxRuntime,
    message: ProgramMessage,
    gate: RunGate,
  ): Promise<CompiledProgram> {
    const session = await gate.pass(() => onnx.session(message.bytes.slice()));
    return new CompiledProgram(onnx, session, message, gate);
  }

  private constructor(
    onnx: OnnxRuntime,
    session: InferenceSession,
    message: ProgramMessage,
    gate: RunGate,
  ) {
    this.#gate = gate;
    this.#onnx = onnx;
    this.#session = session;
    this.#message = message;
    this.#inputs = new Set(session.inputNames);
  }

  /** Runs all steps; inputs that the program does not have are left out. */
  run(...inputs: readonly Tensors[]): Promise<Tensors> {
    const feeds: Record<string, Tensor> = {};
    for (const tensors of inputs) {
      for (const name in tensors) if (this.#inputs.has(name)) feeds[name] = tensors[name];
    }
    return this.#gate.pass(() => this.#session.run(feeds));
  }

  /**
   * The parts of a flat vector, one a variable, without copying: `w0`, `w1`, … for parameters, `a…`
   * for what the client started from, `c…` for a correction.
   */
  parts(letter: 'w' | 'a' | 'c', vector: Float32Array): Tensors {
    const tensors: Record<string, Tensor> = {};
    this.#message.variables.forEach(({ shape, offset, size }, i) => {
      const part = vector.subarray(offset, offset + size);
      tensors[`${letter}${i}`] = new this.#onnx.Tensor('float32', part, shape);
    });
    return tensors;
  }

  /** A single number for the whole run. */
  scalar(value: number): Tensor {
    return new this.#onnx.Tensor('float32', Float32Array.of(value), []);
  }

  examples({ images, labels, size }: SharedExamples): Tensors {
    const { Tensor } = this.#onnx;
    return {
      images: new Tensor('uint8', images, [size, images.length / size]),
      labels: new Tensor('int32', new Int32Array(labels), [size]),
    };
  }

  rows({ steps, index, weight }: StepRows): Tensors {
    const { Tensor } = this.#onnx;
    const shape = [steps, this.#message.batchSize];
    return {
      index: new Tensor('int32', index, shape),
      weight: new Tensor('float32', weight, shape),
    };
  }

  /** What the update rule keeps: as it is at first, or as an earlier run has left it. */
  slots(outputs: Tensors | undefined): Tensors {
    const { Tensor } = this.#onnx;
    const tensors: Record<string, Tensor> = {};
    for (const { input, output, shape, initial } of this.#message.slots) {
      const size = shape.reduce((product, length) => product * length, 1);
      tensors[input] =
        outputs?.[output] ?? new Tensor('float32', new Float32Array(size).fill(initial), shape);
    }
    return tensors;
  }

  seed(seed: Uint32Array): Tensor {
    return new this.#onnx.Tensor('uint32', seed, [seed.length, 1]);
  }

  /** The parameters after a run: what the program changed, and the rest as it was. */
  after(before: Float32Array, outputs: Tensors): Float32Array {
    const vector = new Float32Array(before.length);
    for (const { offset, size, output } of this.#message.variables) {
      vector.set(
        output === undefined
          ? before.subarray(offset, offset + size)
          : (outputs[output].data as Float32Array),
        offset,
      );
    }
    return vector;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
