import type { Tensor } from 'onnxruntime-node';
import { elementCount } from '../../core/shape';
import type { OnnxRuntime, OnnxSession } from './onnxRuntime';
import { rowLabels, rowTargets, rowWeights } from './stepRows';
import { fillNormal } from '../../core/normalVector';
import { stepNoise } from '../exampleNoise';
import type { PrivateSum } from '../exampleNoise';
import type { ProgramMessage, Segment, SharedExamples, StepRows } from './messages';

/** Values of a program's inputs or outputs, by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A compiled program in a thread: its session, and its inputs and outputs as tensors. */
export class CompiledProgram {
  readonly #onnx: OnnxRuntime;
  readonly #session: OnnxSession;
  readonly #message: ProgramMessage;
  readonly #inputs: ReadonlySet<string>;
  /** The outputs that do not belong to a variable. */
  readonly #measures: readonly string[];

  static async create(onnx: OnnxRuntime, message: ProgramMessage): Promise<CompiledProgram> {
    return new CompiledProgram(onnx, await onnx.session(message.bytes.slice()), message);
  }

  private constructor(onnx: OnnxRuntime, session: OnnxSession, message: ProgramMessage) {
    this.#onnx = onnx;
    this.#session = session;
    this.#message = message;
    this.#inputs = new Set(session.inputNames);
    const written = message.variables.flatMap(({ output, update }) => [output, update]);
    this.#measures = session.outputNames.filter((name) => !written.includes(name));
  }

  /** What a single output must exceed for the second of two classes. */
  get threshold(): number {
    return this.#message.threshold;
  }

  /** Runs all steps; inputs that the program does not have are ignored. */
  run(...inputs: readonly Tensors[]): Promise<Tensors> {
    return this.#session.run(this.#feeds(inputs));
  }

  /** Runs all steps and writes the final parameters into `after`. */
  advance(
    before: Float32Array,
    after: Float32Array,
    ...inputs: readonly Tensors[]
  ): Promise<Tensors> {
    for (const { output, offset, size } of this.#message.variables) {
      if (output === undefined) after.set(before.subarray(offset, offset + size), offset);
    }
    return this.#write('output', after, this.parts('w', before), ...inputs);
  }

  /** Runs all steps and writes the final parameters minus `a…` into `update`. */
  finish(
    before: Float32Array,
    update: Float32Array,
    ...inputs: readonly Tensors[]
  ): Promise<Tensors> {
    for (const { update: name, offset, size } of this.#message.variables) {
      if (name === undefined) update.fill(0, offset, offset + size);
    }
    return this.#write('update', update, this.parts('w', before), ...inputs);
  }

  /** Runs all steps and writes each variable's output, if any, into its part of `vector`. */
  async #write(
    which: 'output' | 'update',
    vector: Float32Array,
    ...inputs: readonly Tensors[]
  ): Promise<Tensors> {
    const { variables } = this.#message;
    const fetches: Record<string, Tensor | null> = {};
    for (const name of this.#measures) fetches[name] = null;
    for (const { [which]: name, offset, size, shape } of variables) {
      if (name === undefined) continue;
      const part = vector.subarray(offset, offset + size);
      fetches[name] = this.#onnx.writesInPlace ? this.#tensor(part, shape) : null;
    }
    const outputs = await this.#session.run(this.#feeds(inputs), fetches);
    if (this.#onnx.writesInPlace) return outputs;
    for (const { [which]: name, offset } of variables) {
      if (name !== undefined) vector.set(outputs[name].data as Float32Array, offset);
    }
    return outputs;
  }

  /**
   * The parts of a flat vector, one per variable, without copying: `w0`, `w1`, … for parameters,
   * `a…` for the parameters that the client started from, `c…` for a correction.
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

  /**
   * The examples, which of them each step takes, and their weights with this learning rate.
   *
   * @param divisor of the weights, instead of the number of rows in use
   */
  batches(
    { features, targets, size }: SharedExamples,
    rows: StepRows,
    rate: number,
    divisor?: number,
  ): Tensors {
    const { Tensor } = this.#onnx;
    const { batchSize, scaled, features: type } = this.#message;
    const shape = [rows.used.length, batchSize];
    return {
      features: new Tensor(type, features, [size, features.length / size]),
      index: new Tensor('int32', rows.index, shape),
      targets:
        targets instanceof Uint8Array
          ? new Tensor('int32', rowLabels(rows, targets), shape)
          : this.#tensor(rowTargets(rows, targets, size), [...shape, targets.length / size]),
      weight: this.#tensor(rowWeights(rows, scaled ? rate : 1, divisor), [...shape, 1]),
    };
  }

  /** The clipping norm, and new noise for each step: variable by variable, as in the eager trainer. */
  noisySum(
    { clip, deviation, batchSize }: PrivateSum,
    { used, noiseSeed }: Segment,
    rate: number,
  ): Tensors {
    const { variables, scaled } = this.#message;
    const steps = used.length;
    const noisy = variables.map((place, k) => ({ ...place, name: `z${k}` }));
    const drawn = noisy.filter(({ name }) => this.#inputs.has(name));
    const memory = noiseMemory(steps * drawn.reduce((total, { size }) => total + size, 0));
    let start = 0;
    const noises = drawn.map(({ size }) => memory.subarray(start, (start += steps * size)));
    const scale = ((scaled ? rate : 1) * deviation) / batchSize;
    for (let step = 0; drawn.length > 0 && step < steps; step++) {
      const source = stepNoise(noiseSeed?.[step]);
      drawn.forEach(({ size }, i) => {
        fillNormal(noises[i].subarray(step * size, (step + 1) * size), scale, source);
      });
    }
    const named = drawn.map(
      ({ name, shape }, i) => [name, this.#tensor(noises[i], [steps, ...shape])] as const,
    );
    return { clip: this.#tensor(Float32Array.of(clip), [1]), ...Object.fromEntries(named) };
  }

  /** The update rule's state: initially, or after an earlier run. */
  slots(outputs: Tensors | undefined): Tensors {
    const tensors: Record<string, Tensor> = {};
    for (const { input, output, shape, initial } of this.#message.slots) {
      const size = elementCount(shape);
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

let noise = new Float32Array(0);

/** Memory of the thread for the noise of one run, reused: fresh pages would cost as much as the noise. */
function noiseMemory(length: number): Float32Array {
  if (noise.length < length) noise = new Float32Array(length);
  return noise.subarray(0, length);
}
