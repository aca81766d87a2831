import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { OnnxRuntime } from './onnxRuntime';
import type { RunGate } from './runGate';
import { rowWeights } from './stepRows';
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
    return this.#gate.pass(() => this.#session.run(this.#feeds(inputs)));
  }

  /** Runs all steps and puts the parameters after the last one into `after`. */
  async advance(
    before: Float32Array,
    after: Float32Array,
    ...inputs: readonly Tensors[]
  ): Promise<Tensors> {
    const feeds = this.#feeds([this.parts('w', before), ...inputs]);
    const fetches: Record<string, Tensor | null> = {};
    for (const name of this.#session.outputNames) fetches[name] = null;
    for (const { output, offset, size, shape } of this.#message.variables) {
      if (output === undefined) after.set(before.subarray(offset, offset + size), offset);
      else if (this.#onnx.writesInPlace) {
        fetches[output] = this.#tensor(after.subarray(offset, offset + size), shape);
      }
    }
    const outputs = await this.#gate.pass(() => this.#session.run(feeds, fetches));
    if (this.#onnx.writesInPlace) return outputs;
    for (const { output, offset } of this.#message.variables) {
      if (output !== undefined) after.set(outputs[output].data as Float32Array, offset);
    }
    return outputs;
  }

  /**
   * The parts of a flat vector, one a variable, without copying: `w0`, `w1`, … for parameters, `a…`
   * for what the client started from, `c…` for a correction.
   */
  parts(letter: 'w' | 'a' | 'c', vector: Float32Array): Tensors {
    const tensors: Record<string, Tensor> = {};
    this.#message.variables.forEach(({ shape, offset, size }, i) => {
      const name = `${letter}${i}`;
      if (!this.#inputs.has(name)) return;
      tensors[name] = this.#tensor(vector.subarray(offset, offset + size), shape);
    });
    return tensors;
  }

  /** A single number for the whole run. */
  scalar(value: number): Tensor {
    return this.#tensor(Float32Array.of(value), []);
  }

  examples({ images, labels, size }: SharedExamples): Tensors {
    const { Tensor } = this.#onnx;
    return {
      images: new Tensor('uint8', images, [size, images.length / size]),
      labels: new Tensor('int32', new Int32Array(labels), [size]),
    };
  }

  /** The examples of each step, and the weights that they have with this learning rate. */
  rows(rows: StepRows, rate: number): Tensors {
    const { batchSize, scaled } = this.#message;
    const shape = [rows.used.length, batchSize];
    return {
      index: new this.#onnx.Tensor('int32', rows.index, shape),
      weight: this.#tensor(rowWeights(rows, scaled ? rate : 1), shape),
    };
  }

  /** What the update rule keeps: as it is at first, or as an earlier run has left it. */
  slots(outputs: Tensors | undefined): Tensors {
    const tensors: Record<string, Tensor> = {};
    for (const { input, output, shape, initial } of this.#message.slots) {
      const size = shape.reduce((product, length) => product * length, 1);
      tensors[input] =
        outputs?.[output] ?? this.#tensor(new Float32Array(size).fill(initial), shape);
    }
    return tensors;
  }

  seed(seed: Uint32Array): Tensor {
    return new this.#onnx.Tensor('uint32', seed, [seed.length, 1]);
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  #tensor(data: Float32Array, shape: readonly number[]): Tensor {
    return new this.#onnx.Tensor('float32', data, shape);
  }

  #feeds(inputs: readonly Tensors[]): Tensors {
    const feeds: Record<string, Tensor> = {};
    for (const tensors of inputs) {
      for (const name in tensors) if (this.#inputs.has(name)) feeds[name] = tensors[name];
    }
    return feeds;
  }
}
