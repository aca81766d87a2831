import type { CompiledProgram, Tensors } from './compiledProgram';
import type {
  ClientAnswer,
  ClientMessage,
  EvaluateMessage,
  EvaluationAnswer,
  SharedExamples,
  TrainMessage,
} from './workerMessages';

/** Loaded programs by their numbers. */
export type Programs = ReadonlyMap<number, CompiledProgram>;

/** What a thread does with one client; `start` is its own copy of the global parameters. */
export async function trainClient(
  programs: Programs,
  client: ClientMessage,
  { rate, proximalMu }: Pick<TrainMessage, 'rate' | 'proximalMu'>,
  start: Float32Array,
): Promise<ClientAnswer> {
  const examples = ownCopy(client.examples);
  let current = start;
  let outputs: Tensors | undefined;
  const loss: number[] = [];
  const correct: number[] = [];
  for (const segment of client.segments) {
    const program = programs.get(segment.program)!;
    outputs = await program.run(
      program.parts('w', current),
      program.parts('a', start),
      client.correction ? program.parts('c', client.correction) : {},
      program.slots(outputs),
      program.examples(examples),
      program.rows(segment),
      {
        rate: program.scalar(rate),
        proximal: program.scalar(proximalMu),
        seed: program.seed(segment.seed),
      },
    );
    current = program.after(current, outputs);
    loss.push(...floats(outputs, 'loss'));
    correct.push(...floats(outputs, 'correct'));
  }
  const update = current === start ? new Float32Array(start.length) : current;
  if (current !== start) for (let i = 0; i < update.length; i++) update[i] -= start[i];
  return { update, loss: Float32Array.from(loss), correct: Float32Array.from(correct) };
}

/** What a thread does with a range of examples. */
export async function evaluate(
  programs: Programs,
  work: EvaluateMessage,
): Promise<EvaluationAnswer> {
  const program = programs.get(work.program)!;
  const outputs = await program.run(
    program.parts('w', work.parameters.slice()),
    program.examples(ownCopy(work.examples)),
    program.rows(work.rows),
  );
  return {
    loss: floats(outputs, 'loss'),
    correct: floats(outputs, 'correct'),
    outputs: floats(outputs, 'outputs'),
  };
}

let scratch = new Uint8Array(0);

/**
 * The examples in memory of the thread's own, since ONNX Runtime reads no shared memory; they are
 * overwritten by the next ones.
 */
function ownCopy({ images, labels, size }: SharedExamples): SharedExamples {
  if (scratch.length < images.length) scratch = new Uint8Array(images.length);
  scratch.set(images);
  return { images: scratch.subarray(0, images.length), labels, size };
}

function floats(outputs: Tensors, name: string): Float32Array {
  return outputs[name].data as Float32Array;
}
