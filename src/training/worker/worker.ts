/*
 * The thread of a worker pool: keeps a session for each program it gets and does one job after the
 * other. Started by pool.ts; it loads ONNX Runtime but not tfjs.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../core/systemError';
import { CompiledProgram } from './program';
import { ClientTraining, evaluate } from './work';
import { loadOnnxRuntime } from './onnxRuntime';
import { gatedRuntime, RunGate } from './gate';
import type {
  Answer,
  ClientAnswer,
  JobMessage,
  MessageFromWorker,
  ProgramMessage,
  TrainMessage,
  WorkerSettings,
} from './messages';

/** How many programs a thread keeps loaded. */
const loadedPrograms = 24;

const { runtime, gate } = workerData as WorkerSettings;
const onnx = gatedRuntime(() => loadOnnxRuntime(runtime), new RunGate(gate));
const programs = new Map<number, CompiledProgram>();

/** The failure of a client's training, with the client's position. */
class ClientProblem extends Error {
  constructor(
    readonly client: number,
    options: ErrorOptions,
  ) {
    super('', options);
  }
}

/** Loads the programs that a job needs; the least recently used ones make room. */
async function load(needed: readonly ProgramMessage[]): Promise<void> {
  for (const message of needed) {
    const program = programs.get(message.id) ?? (await CompiledProgram.create(await onnx, message));
    programs.delete(message.id);
    programs.set(message.id, program);
  }
  for (const [id, program] of programs) {
    if (programs.size <= Math.max(loadedPrograms, needed.length)) return;
    programs.delete(id);
    await program.release();
  }
}

async function answer({
  job,
  programs: needed,
  work,
  stopped,
}: JobMessage): Promise<MessageFromWorker> {
  try {
    await load(needed);
    const given: Answer =
      work.kind === 'train' ? await train(work, stopped) : await evaluate(programs, work);
    return { job, answer: given };
  } catch (error) {
    const { client, cause } = error instanceof ClientProblem ? error : { client: 0, cause: error };
    return { job, client, problem: messageOf(cause) };
  }
}

async function train(work: TrainMessage, stopped: Int32Array): Promise<readonly ClientAnswer[]> {
  const training = new ClientTraining(programs, work);
  const answers: ClientAnswer[] = [];
  for (const [i, client] of work.clients.entries()) {
    if (Atomics.load(stopped, 0) !== 0) break;
    try {
      answers.push(await training.train(client, work.updates[i]));
    } catch (cause) {
      throw new ClientProblem(i, { cause });
    }
  }
  return answers;
}

let last: Promise<void> = Promise.resolve();
parentPort!.on('message', (message: JobMessage) => {
  last = last.then(async () => {
    parentPort!.postMessage(await answer(message));
  });
});
parentPort!.on('messageerror', (error) => {
  throw error;
});
