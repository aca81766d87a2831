import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { FederatedError } from '../core/errors';
import { awaitGate, newGate, shutGate } from './runGate';
import type {
  Answer,
  AnswerTo,
  JobMessage,
  MessageFromWorker,
  Runtime,
  Work,
  WorkerSettings,
} from './workerMessages';

/** The gates of all threads that are alive: the end of the process waits for what runs in them. */
const openGates = new Set<Int32Array>();
process.on('exit', () => {
  for (const gate of openGates) shutGate(gate);
  for (const gate of openGates) awaitGate(gate);
});

/** Jobs that a thread has at once: the one it does, and the next, so that it never waits. */
const jobsPerThread = 2;

/** What a job is about: whose names go into the error where it fails. */
export interface Job<W extends Work = Work> extends Omit<JobMessage, 'job' | 'work'> {
  readonly work: W;
  /** The client's name, or what is measured; for `clients[i]` of a training job its i-th. */
  readonly names: readonly string[];
}

interface Pending extends Job {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A thread, and the jobs it has. */
interface Thread {
  readonly worker: Worker;
  readonly gate: Int32Array;
  readonly pending: Map<number, Pending>;
}

/**
 * Threads that run compiled programs, started when there is work for them.
 *
 * Idle threads do not keep the process alive. A thread that dies fails the jobs it had, and is
 * replaced when the next job comes.
 */
export class WorkerPool {
  readonly #size: number;
  readonly #runtime: Runtime | 'auto';
  readonly #threads = new Set<Thread>();
  readonly #waiting: Pending[] = [];
  #jobs = 0;

  /** @param size the largest number of threads, at least 1 */
  constructor(size: number, runtime: Runtime | 'auto') {
    this.#size = size;
    this.#runtime = runtime;
  }

  /** How many jobs it makes sense to have under way at once. */
  get capacity(): number {
    return this.#size * jobsPerThread * 2;
  }

  /** Has a thread do a job. Rejects with a `FederatedError` that names the client at fault. */
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

  /** Ends the threads; jobs under way fail. */
  dispose(): void {
    for (const { names, reject } of this.#waiting.splice(0)) reject(failure(names, disposed));
    for (const thread of this.#threads) {
      this.#end(thread, disposed);
      if (shutGate(thread.gate)) void thread.worker.terminate();
      else thread.worker.unref();
    }
  }

  /** Hands jobs to threads while there are both. */
  #assign(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#choose();
      if (!thread) return;
      const pending = this.#waiting.shift()!;
      const job = this.#jobs++;
      thread.pending.set(job, pending);
      thread.worker.ref();
      const { programs, work, stopped } = pending;
      const message: JobMessage = { job, programs, work, stopped };
      const spares = work.kind === 'train' ? work.spares : [];
      thread.worker.postMessage(
        message,
        spares.map(({ buffer }) => buffer as ArrayBuffer),
      );
    }
  }

  /** An idle thread, else a new one, else the one with the least to do; undefined if all are busy. */
  #choose(): Thread | undefined {
    const least = [...this.#threads].sort((a, b) => a.pending.size - b.pending.size).at(0);
    if (least?.pending.size === 0) return least;
    if (this.#threads.size < this.#size) return this.#start();
    return least && least.pending.size < jobsPerThread ? least : undefined;
  }

  #start(): Thread {
    const gate = newGate();
    const worker = new Worker(workerFile(), {
      workerData: { runtime: this.#runtime, gate } satisfies WorkerSettings,
      execArgv: [],
    });
    worker.unref();
    const thread: Thread = { worker, gate, pending: new Map() };
    this.#threads.add(thread);
    openGates.add(gate);
    worker.on('message', (message: MessageFromWorker) => {
      this.#receive(thread, message);
    });
    worker.on('error', (error) => {
      this.#end(thread, `its worker thread failed: ${error.message}`);
    });
    worker.on('exit', (code) => {
      openGates.delete(gate);
      this.#end(thread, `its worker thread ended with code ${code}`);
    });
    return thread;
  }

  #receive({ worker, pending }: Thread, message: MessageFromWorker): void {
    const job = pending.get(message.job);
    if (!job) return;
    pending.delete(message.job);
    if (pending.size === 0) worker.unref();
    if ('answer' in message) job.resolve(message.answer);
    else job.reject(failure([job.names[message.client]], message.problem));
    this.#assign();
  }

  #end(thread: Thread, problem: string): void {
    this.#threads.delete(thread);
    for (const { names, reject } of thread.pending.values()) reject(failure(names, problem));
    thread.pending.clear();
    this.#assign();
  }
}

const disposed = 'the trainer was disposed of';

function failure(names: readonly string[], problem: string): FederatedError {
  return new FederatedError(`${names.join(', ')}: ${problem}`);
}

/** The thread's program, compiled: beside this file, or in the build where this is a source. */
function workerFile(): string {
  const beside = join(__dirname, 'compiledWorker.js');
  return existsSync(beside)
    ? beside
    : join(__dirname, '..', 'dist', 'training', 'compiledWorker.js');
}
