/**
 * What the threads of a worker pool say to each other. Everything large lies in shared memory; the
 * rest is small enough to be copied.
 */
import type { Slot } from '../../compiler/trace/programTypes';
import type { Metrics } from '../metrics';

/** Which build of ONNX Runtime runs the programs. */
export type Runtime = 'node' | 'web';

/** One of a model's variables, as it lies in the flat parameter vector. */
export interface VariablePlace {
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
  /** The output that holds its last value; undefined where the program leaves it as it is. */
  readonly output: string | undefined;
  /** The output that holds this value minus the one that the client started from. */
  readonly update: string | undefined;
}

/** A compiled program and what a thread needs to feed it. */
export interface ProgramMessage {
  /** Its number: a thread loads a program once and knows it again. */
  readonly id: number;
  /** ONNX, in shared memory. */
  readonly bytes: Uint8Array;
  /** Rows of a step; not all need be in use. */
  readonly batchSize: number;
  /** Whether the weights of a step's rows have the learning rate in them. */
  readonly scaled: boolean;
  readonly variables: readonly VariablePlace[];
  readonly slots: readonly Slot[];
}

/** A range of a dataset's examples in shared memory. */
export interface SharedExamples {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly size: number;
}

/** Steps of a program, `[steps, batchSize]`. */
export interface StepRows {
  readonly index: Int32Array;
  /** How many rows of each step are in use: its first ones. */
  readonly used: Uint32Array;
}

/** Consecutive steps of one client that take the same program. */
export interface Segment extends StepRows {
  readonly program: number;
  /** One number a step, for the layers that draw random masks. */
  readonly seed: Uint32Array;
}

/** One client's local training. */
export interface ClientMessage {
  readonly examples: SharedExamples;
  readonly segments: readonly Segment[];
  readonly correction?: Float32Array;
}

/** Local training of some clients, from the same parameters. */
export interface TrainMessage {
  readonly kind: 'train';
  readonly parameters: Float32Array;
  readonly rate: number;
  readonly proximalMu: number;
  readonly clients: readonly ClientMessage[];
  /** Vectors that updates may be written to; handed over, not copied. */
  readonly spares: readonly Float32Array[];
}

/** Forward passes over a range of examples. */
export interface EvaluateMessage {
  readonly kind: 'evaluate';
  readonly program: number;
  readonly parameters: Float32Array;
  readonly examples: SharedExamples;
  readonly rows: StepRows;
}

/** What one client's training gave. */
export interface ClientAnswer {
  /** Parameters after training minus parameters before. */
  readonly update: Float32Array;
  /** What the steps measured before their updates. */
  readonly training: Metrics;
}

/** What forward passes gave. */
export interface EvaluationAnswer {
  readonly metrics: Metrics;
  /** The model's outputs, row after row, those without weight included. */
  readonly outputs: Float32Array;
}

export type Work = TrainMessage | EvaluateMessage;

export type AnswerTo<W extends Work> = W extends TrainMessage
  ? readonly ClientAnswer[]
  : EvaluationAnswer;

/** A job, numbered so that its answer is known again. */
export interface JobMessage {
  readonly job: number;
  /** The programs that the work names by their numbers. */
  readonly programs: readonly ProgramMessage[];
  readonly work: Work;
  /** One number, not 0 once nobody waits for the answers any more: then no client is begun. */
  readonly stopped: Int32Array;
}

export type Answer = AnswerTo<Work>;

export type MessageFromWorker =
  | { readonly job: number; readonly answer: Answer }
  | { readonly job: number; readonly problem: string; readonly client: number };

/** What a thread is started with. */
export interface WorkerSettings {
  readonly runtime: Runtime | 'auto';
  /** Shared; see runGate.ts. */
  readonly gate: Int32Array;
}
