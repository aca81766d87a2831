import type { ExampleKind } from '../../compiler/trace/programTypes';
import { typeOf } from '../../data/dataset';
import type { Numbers } from '../../data/dataset';
import type { CompiledProgram, Tensors } from './program';
import { MetricSums, sumMetrics } from '../metrics';
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
      measured.push(measure(program, outputs, examples, segment));
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
    metrics: measure(program, outputs, work.examples, work.rows),
    outputs: outputs.outputs.data as Float32Array,
  };
}

/** The sums of what was measured over the rows in use. */
function measure(
  program: CompiledProgram,
  tensors: Tensors,
  { targets, size }: SharedExamples,
  { index, used }: StepRows,
): Metrics {
  const losses = tensors.losses.data as Float32Array;
  const outputs = tensors.outputs.data as Float32Array;
  const measured = new MetricSums(targets, size, program.threshold);
  const batchSize = index.length / used.length;
  const width = outputs.length / index.length;
  used.forEach((rows, step) => {
    for (let row = step * batchSize; row < step * batchSize + rows; row++) {
      measured.add(index[row], losses[row], outputs, row * width, width);
    }
  });
  return measured.result();
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

const memory: Partial<Record<ExampleKind['features'], Numbers>> = {};

/** A copy of the examples, valid until the next one of their type is made. */
function ownExamples({ features, targets, size }: SharedExamples): SharedExamples {
  const type = typeOf(features);
  let own = memory[type];
  if (own === undefined || own.length < features.length) own = memory[type] = features.slice();
  else own.set(features);
  return { features: own.subarray(0, features.length), targets, size };
}
