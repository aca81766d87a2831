import { FederatedError } from '../../core/errors';
import { messageOf } from '../../core/systemError';
import { GatedThread } from '../../platform/gate';
import { noThreads } from '../../platform/threads';
import type { ThreadModule } from '../../platform/threads';
import type { Answer, AnswerTo, JobMessage, MessageFromWorker, Runtime, Work } from './messages';
import { MemoryError } from './webAssembly';

const training: ThreadModule = {
  path: 'training/worker/worker',
  load: () => import('./worker.js'),
};

/** Jobs that a thread has at a time: the current one and the next, so that it never waits. */
const jobsPerThread = 2;

/** A job, with the names for its error message if it fails. */
export interface Job<W extends Work = Work> extends Omit<JobMessage, 'job' | 'work'> {
  readonly work: W;
  /**
   * The client's name, or what is measured; the i-th name belongs to `clients[i]` of a training
   * job.
   */
  readonly names: readonly string[];
}

interface Pending extends Job {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A thread and its jobs. */
interface Thread {
  readonly worker: GatedThread;
  readonly pending: Map<number, Pending>;
}

/**
 * Threads that run compiled programs, started when there is work for them.
 *
 * Idle threads do not keep the process alive. If a thread dies – by an error, `process.exit`,
 * `terminate`, lack of JavaScript memory – its jobs fail, and it is replaced when the next job
 * comes. Whatever kills native code (a signal, or the kernel when memory runs out) kills the whole
 * process; and when a thread runs out of JavaScript memory, Node.js cannot always end that thread
 * alone.
 */
export class WorkerPool {
  readonly #size: number;
  readonly #runtime: Runtime | 'auto';
  readonly #threads = new Set<Thread>();
  readonly #waiting: Pending[] = [];
  #jobs = 0;

  /** @param size the largest number of threads, at least 1 */
  constructor(size: number, runtime: Runtime | 'auto') {
    this.#size = noThreads === undefined ? size : 1;
    this.#runtime = runtime;
  }

  /** The number of threads that it grows to. */
  get size(): number {
    return this.#size;
  }

  /** How many jobs it makes sense to have in progress at a time. */
  get capacity(): number {
    return this.#size * jobsPerThread * 2;
  }

  /** Runs a job in a thread. Rejects with a `FederatedError` that names the client at fault. */
  run<W extends Work>(job: Job<W>): Promise<AnswerTo<W>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        ...job,
        resolve: (answer) => {
          resolve(answer as AnswerTo<W>);
        },
        reject,
      });
      this.#assign();
    });
  }

  /** Ends the threads; jobs in progress fail. */
  dispose(): void {
    for (const { names, reject } of this.#waiting.splice(0)) reject(failure(names, disposed));
    for (const thread of this.#threads) {
      this.#end(thread, disposed);
      void thread.worker.terminate();
      thread.worker.unref();
    }
  }

  /** Assigns jobs to threads as long as there are both. */
  #assign(): void {
    while (this.#waiting.length > 0) {
      const [next] = this.#waiting;
      try {
        const thread = this.#choose();
        if (!thread) return;
        this.#give(thread, next);
      } catch (error) {
        next.reject(failure(next.names, `no worker thread takes it: ${messageOf(error)}`));
      }
      this.#waiting.shift();
    }
  }

  #give({ worker, pending }: Thread, next: Pending): void {
    const job = this.#jobs++;
    const { programs, work, stopped } = next;
    const message: JobMessage = { job, programs, work, stopped };
    worker.postMessage(message);
    worker.ref();
    pending.set(job, next);
  }

  /** An idle thread, else a new one, else the one with the least to do; undefined if all are busy. */
  #choose(): Thread | undefined {
    const least = [...this.#threads].sort((a, b) => a.pending.size - b.pending.size).at(0);
    if (least?.pending.size === 0) return least;
    if (this.#threads.size < this.#size) return this.#start();
    return least && least.pending.size < jobsPerThread ? least : undefined;
  }

  #start(): Thread {
    const worker = new GatedThread(training, {
      data: { runtime: this.#runtime },
      // A thread allocates little in JavaScript, and it soon becomes garbage.
      youngMegabytes: 4,
    });
    worker.unref();
    const thread: Thread = { worker, pending: new Map() };
    this.#threads.add(thread);
    worker.on('message', (message: MessageFromWorker) => {
      this.#receive(thread, message);
    });
    worker.on('messageerror', (error) => {
      this.#end(thread, `its worker thread's answer cannot be read: ${error.message}`);
      void worker.terminate();
    });
    worker.on('error', (error) => {
      this.#end(thread, `its worker thread failed: ${error.message}`);
    });
    worker.on('terminate', () => {
      this.#end(thread, 'its worker thread was terminated');
    });
    worker.on('exit', (code) => {
      this.#end(thread, `its worker thread ended with code ${code}`);
    });
    return thread;
  }

  #receive(thread: Thread, message: MessageFromWorker): void {
    const { worker, pending } = thread;
    const job = pending.get(message.job);
    if (!job) return;
    pending.delete(message.job);
    if (pending.size === 0) worker.unref();
    if ('answer' in message) job.resolve(message.answer);
    else {
      const kind = message.memory ? MemoryError : FederatedError;
      job.reject(failure([job.names[message.client]], message.problem, kind));
      if (message.spent) {
        this.#end(thread, message.problem);
        void worker.terminate();
      }
    }
    this.#assign();
  }

  #end(thread: Thread, problem: string): void {
    this.#threads.delete(thread);
    for (const { names, reject } of thread.pending.values()) reject(failure(names, problem));
    thread.pending.clear();
    this.#assign();
  }
}

const disposed = 'the trainer was disposed';

function failure(
  names: readonly string[],
  problem: string,
  Kind: typeof FederatedError | typeof MemoryError = FederatedError,
): FederatedError {
  return new Kind(`${names.join(', ')}: ${problem}`);
}
