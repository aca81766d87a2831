import { argMax } from '../../core/vector';
import type { CompiledProgram, Tensors } from './program';
import { sumMetrics } from '../metrics';
import type { Metrics } from '../metrics';
import type {
  ClientAnswer,
  ClientMessage,
  EvaluateMessage,
  EvaluationAnswer,
  SharedExamples,
  StepRows,
  TrainMessage,
} from './messages';

/** Loaded programs by number. */
export type Programs = ReadonlyMap<number, CompiledProgram>;

/** Trains a job's clients, one after the other. */
export class ClientTraining {
  readonly #programs: Programs;
  readonly #job: TrainMessage;
  /** The thread's own copy of the global parameters. */
  readonly #start: Float32Array;

  constructor(programs: Programs, job: TrainMessage) {
    this.#programs = programs;
    this.#job = job;
    this.#start = ownParameters(0, job.parameters.length);
    this.#start.set(job.parameters);
  }

  /** @param update where the client's update is written */
  async train(client: ClientMessage, update: Float32Array): Promise<ClientAnswer> {
    const { rate, proximalMu } = this.#job;
    const start = this.#start;
    const { privateSum } = client;
    const examples = ownExamples(client.examples);
    if (client.segments.length === 0) update.fill(0);
    let current = start;
    let outputs: Tensors | undefined;
    const measured: Metrics[] = [];
    for (const [i, segment] of client.segments.entries()) {
      const program = this.#programs.get(segment.program)!;
      const last = i === client.segments.length - 1;
      const next = ownParameters(1 + (i % 2), start.length);
      outputs = await program[last ? 'finish' : 'advance'](
        current,
        next,
        program.parts('a', start),
        client.correction ? program.parts('c', client.correction) : {},
        program.slots(outputs),
        program.batches(examples, segment, rate, privateSum?.batchSize),
        privateSum ? program.noisySum(privateSum, segment, rate) : {},
        {
          rate: program.scalar(rate),
          proximal: program.scalar(proximalMu),
          seed: program.seed(segment.seed),
        },
      );
      if (last) update.set(next);
      current = next;
      measured.push(measure(outputs, examples, segment));
    }
    return { training: sumMetrics(measured) };
  }
}

/** Evaluates a range of examples. */
export async function evaluate(
  programs: Programs,
  work: EvaluateMessage,
): Promise<EvaluationAnswer> {
  const program = programs.get(work.program)!;
  const parameters = ownParameters(0, work.parameters.length);
  parameters.set(work.parameters);
  const outputs = await program.run(
    program.parts('w', parameters),
    program.batches(ownExamples(work.examples), work.rows, 1),
  );
  return {
    metrics: measure(outputs, work.examples, work.rows),
    outputs: outputs.outputs.data as Float32Array,
  };
}

/** The sums of losses and correct predictions over the rows in use. */
function measure(tensors: Tensors, { labels }: SharedExamples, { index, used }: StepRows): Metrics {
  const losses = tensors.losses.data as Float32Array;
  const outputs = tensors.outputs.data as Float32Array;
  const batchSize = index.length / used.length;
  const classes = outputs.length / index.length;
  const total = { examples: 0, lossSum: 0, correct: 0 };
  used.forEach((rows, step) => {
    total.examples += rows;
    for (let row = step * batchSize; row < step * batchSize + rows; row++) {
      total.lossSum += losses[row];
      if (argMax(outputs, row * classes, classes) === labels[index[row]]) total.correct++;
    }
  });
  return total;
}

/*
 * ONNX Runtime can neither read nor write shared memory, so a thread copies its inputs to memory of its
 * own, and updates from there. That memory is reused: fresh pages would cost more than the copying.
 */

const vectors: Float32Array[] = [];

/** One of the thread's parameter vectors. */
function ownParameters(which: number, size: number): Float32Array {
  if (vectors[which]?.length !== size) vectors[which] = new Float32Array(size);
  return vectors[which];
}

let bytes = new Uint8Array(0);

/** A copy of the examples, valid until the next one is made. */
function ownExamples({ images, labels, size }: SharedExamples): SharedExamples {
  if (bytes.length < images.length) bytes = new Uint8Array(images.length);
  bytes.set(images);
  return { images: bytes.subarray(0, images.length), labels, size };
}
