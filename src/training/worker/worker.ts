/*
 * The thread of a worker pool: keeps a session for each program it gets and does one job after the
 * other. Started by pool.ts; it loads ONNX Runtime but not tfjs.
 */
import { messageOf } from '../../core/systemError';
import { RunGate } from '../../platform/gate';
import { runAsThread } from '../../platform/threads';
import type { ThreadSide } from '../../platform/threads';
import { CompiledProgram } from './program';
import { ClientTraining, evaluate } from './work';
import { loadOnnxRuntime } from './onnxRuntime';
import type { OnnxRuntime } from './onnxRuntime';
import { gatedRuntime } from './gatedRuntime';
import { MemoryError } from './webAssembly';
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

/** The failure of a client's training, with the client's position. */
class ClientProblem extends Error {
  constructor(
    readonly client: number,
    options: ErrorOptions,
  ) {
    super('', options);
  }
}

/** What a thread keeps from job to job. */
class Jobs {
  readonly #onnx: Promise<OnnxRuntime>;
  readonly #programs = new Map<number, CompiledProgram>();
  /** Whether no later job can succeed either. */
  #spent = false;

  constructor({ runtime, gate }: WorkerSettings) {
    this.#onnx = gatedRuntime(() => loadOnnxRuntime(runtime), new RunGate(gate));
    this.#onnx.catch(() => (this.#spent = true));
  }

  async answer({ job, programs, work, stopped }: JobMessage): Promise<MessageFromWorker> {
    try {
      await this.#load(programs);
      const given: Answer =
        work.kind === 'train'
          ? await this.#train(work, stopped)
          : await evaluate(this.#programs, work);
      return { job, answer: given };
    } catch (error) {
      const failed = error instanceof ClientProblem ? error : { client: 0, cause: error };
      const { client, cause } = failed;
      // WebAssembly never gives memory back, and may have ended itself for want of it.
      const memory = cause instanceof MemoryError;
      this.#spent ||= memory;
      return { job, client, problem: messageOf(cause), memory, spent: this.#spent };
    }
  }

  async free(): Promise<void> {
    const loaded = [...this.#programs.values()];
    this.#programs.clear();
    for (const program of loaded) await program.release();
  }

  /** Loads the programs that a job needs; the least recently used ones make room. */
  async #load(needed: readonly ProgramMessage[]): Promise<void> {
    const programs = this.#programs;
    for (const message of needed) {
      const program =
        programs.get(message.id) ?? (await CompiledProgram.create(await this.#onnx, message));
      programs.delete(message.id);
      programs.set(message.id, program);
    }
    for (const [id, program] of programs) {
      if (programs.size <= Math.max(loadedPrograms, needed.length)) return;
      programs.delete(id);
      await program.release();
    }
  }

  async #train(work: TrainMessage, stopped: Int32Array): Promise<readonly ClientAnswer[]> {
    const training = new ClientTraining(this.#programs, work);
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
}

/** Jobs and what they need are done in turn, also by several threads that are only one. */
let last: Promise<void> = Promise.resolve();

/** The program of the thread. */
export function main({
  data,
  post,
  listen,
  atEnd,
}: ThreadSide<WorkerSettings, JobMessage, MessageFromWorker>): void {
  const jobs = new Jobs(data);
  listen((message) => {
    last = last.then(async () => {
      post(await jobs.answer(message));
    });
  });
  atEnd(() => (last = last.then(() => jobs.free())));
}

runAsThread(main);
