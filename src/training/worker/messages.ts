/**
 * Messages between the threads of a worker pool. Everything large is in shared memory; the rest is
 * small enough to be copied. Nothing is transferred: once a thread has given up a buffer, V8 checks at each
 * access to a typed array that it still has its own, and loops over numbers take up to twice as long.
 */
import type { ExampleKind, Slot } from '../../compiler/trace/programTypes';
import type { Numbers } from '../../data/dataset';
import type { Gate } from '../../platform/gate';
import type { PrivateSum } from '../exampleNoise';
import type { Metrics } from '../metrics';

/** Which build of ONNX Runtime runs the programs. */
export type Runtime = 'node' | 'web';

/** The position of one of a model's variables in the flat parameter vector. */
export interface VariablePlace {
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
  /** The output that holds its last value; undefined if the program does not change it. */
  readonly output: string | undefined;
  /** The output that holds this value minus the one that the client started from. */
  readonly update: string | undefined;
}

/** A compiled program and what a thread needs to feed it. */
export interface ProgramMessage {
  /** Identifies the program: a thread loads each one only once. */
  readonly id: number;
  /** ONNX, in shared memory. */
  readonly bytes: Uint8Array;
  /** Rows per step; not all need to be in use. */
  readonly batchSize: number;
  /** Of what type the examples' features are. */
  readonly features: ExampleKind['features'];
  /** What a single output must exceed for the second of two classes. */
  readonly threshold: number;
  /** Whether the weights of a step's rows include the learning rate. */
  readonly scaled: boolean;
  readonly variables: readonly VariablePlace[];
  readonly slots: readonly Slot[];
}

/** A range of a dataset's examples in shared memory. */
export interface SharedExamples {
  readonly features: Numbers;
  /** Classes, or numbers to predict. */
  readonly targets: Uint8Array | Float32Array;
  readonly size: number;
}

/** Steps of a program, `[steps, batchSize]`. */
export interface StepRows {
  readonly index: Int32Array;
  /** How many rows of each step are in use, counted from the first. */
  readonly used: Uint32Array;
}

/** Consecutive steps of one client that use the same program. */
export interface Segment extends StepRows {
  readonly program: number;
  /** One number per step, for layers that draw random masks. */
  readonly seed: Uint32Array;
  /** With differential privacy: one seed per step; undefined for the system's generator. */
  readonly noiseSeed?: Uint32Array;
}

/** One client's local training. */
export interface ClientMessage {
  readonly examples: SharedExamples;
  readonly segments: readonly Segment[];
  readonly correction?: Float32Array;
  readonly privateSum?: PrivateSum;
}

/** Local training of some clients, from the same parameters. */
export interface TrainMessage {
  readonly kind: 'train';
  readonly parameters: Float32Array;
  readonly rate: number;
  readonly proximalMu: number;
  readonly clients: readonly ClientMessage[];
  /**
   * Where each client's update is written, in shared memory: its parameters after training minus those
   * before.
   */
  readonly updates: readonly Float32Array[];
}

/** Forward passes over a range of examples. */
export interface EvaluateMessage {
  readonly kind: 'evaluate';
  readonly program: number;
  readonly parameters: Float32Array;
  readonly examples: SharedExamples;
  readonly rows: StepRows;
}

/** The result of one client's training, beside its update. */
export interface ClientAnswer {
  /** What each step measured before its update. */
  readonly training: Metrics;
}

/** The result of forward passes. */
export interface EvaluationAnswer {
  readonly metrics: Metrics;
  /** The model's outputs, row by row, including unused rows. */
  readonly outputs: Float32Array;
}

export type Work = TrainMessage | EvaluateMessage;

export type AnswerTo<W extends Work> = W extends TrainMessage
  ? readonly ClientAnswer[]
  : EvaluationAnswer;

/** A job, numbered so that its answer can be matched. */
export interface JobMessage {
  readonly job: number;
  /** The programs that the work refers to by number. */
  readonly programs: readonly ProgramMessage[];
  readonly work: Work;
  /**
   * One number, nonzero once the answers are no longer needed: then no further client is started.
   */
  readonly stopped: Int32Array;
}

export type Answer = AnswerTo<Work>;

export type MessageFromWorker =
  | { readonly job: number; readonly answer: Answer }
  | {
      readonly job: number;
      readonly problem: string;
      readonly client: number;
      /** Whether it is too little memory. */
      readonly memory: boolean;
      /** Whether the thread is of no further use. */
      readonly spent: boolean;
    };

/** The data with which a thread is started. */
export interface WorkerSettings {
  readonly runtime: Runtime | 'auto';
  /** Keeps the thread from being ended while native code runs in it. */
  readonly gate: Gate;
}
