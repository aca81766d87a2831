import type { ImageShape } from '../../data/dataset';

/*
 * What a page and its client say to each other. The client is a SuperNode in a Web Worker of its own,
 * `clientWorker.ts`: the page shows what the client tells it and holds no key and no connection.
 *
 * page    open → join → wake* → leave
 * client  identity → status, notice, engine, round, readable, traffic, farewell … → ended
 */

/** What a page tells its client. */
export type PageMessage =
  | OpenMessage
  | JoinMessage
  /** The page was shown again, or the network is back: whatever waits is tried at once. */
  | { readonly kind: 'wake' }
  /** Sign off and end; `ended` follows. */
  | { readonly kind: 'leave' };

/** The first message: take a key. The answer is {@link IdentityMessage}, or `ended`. */
export interface OpenMessage {
  readonly kind: 'open';
  /**
   * The name of the key that this tab had before it was reloaded, from {@link IdentityMessage.key}. The page
   * keeps it in `sessionStorage`: tabs of one browser share their stored keys, and each takes its own.
   */
  readonly key?: string;
}

/** Take part in the federation with these examples. May be sent again after `ended`, to come back. */
export interface JoinMessage {
  readonly kind: 'join';
  readonly federation: TabFederation;
  readonly examples: TabExamples;
}

/** What every client of the federation has to know, as the page's server gives it in JSON. */
export interface TabFederation {
  /** A name for people. */
  readonly name: string;
  /**
   * Options of `npm run flower-client` by their names in camel case, as the federation's other clients get
   * them: `{ model: 'cnn', seed: 1, localEpochs: 1, clip: 4, secureAggregation: true, heartbeat: 10 }`. Those
   * of files and of the server have no place here. For a table: `features`, `targetColumn`.
   */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Of images: what each example looks like, and the classes. */
  readonly shape?: ImageShape;
  readonly classNames?: readonly string[];
  /**
   * Where Flower's Fleet API is reached, a URL relative to the page's own: `''` if it is at
   * `/v1/fleet` of the page's server. The description of Flower's messages is at `schema.json` beside the page.
   */
  readonly path?: string;
  /** Whether the server's operator has to register the tab's key before it is let in. */
  readonly registered?: boolean;
}

/** A tab's own examples: they go to its client and no further. */
export type TabExamples = TabImages | TabPart | TabTable;

/** Images that were drawn or chosen, in the federation's shape. */
export interface TabImages {
  readonly kind: 'images';
  /** The client's name in its random streams: `'tab-2'`. */
  readonly id: string;
  readonly train: LabeledBytes;
  /** May be empty: the tab then has nothing to evaluate on, and answers so. */
  readonly test: LabeledBytes;
}

/** `size × height × width × channels` bytes, ink 255, and a label for each image. */
export interface LabeledBytes {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** The part of the digits that client `partitionId` has in a simulation with the same options. */
export interface TabPart {
  readonly kind: 'part';
  /** From 0. */
  readonly partitionId: number;
  readonly numPartitions: number;
}

/** A table's file as it was chosen: CSV, TSV or JSON Lines, also .gz, or Parquet. */
export interface TabTable {
  readonly kind: 'table';
  /** The file's name, whose extension tells the format. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** What a client tells its page. */
export type ClientMessage =
  | IdentityMessage
  | StatusMessage
  | NoticeMessage
  | EngineMessage
  | RoundMessage
  | ReadableMessage
  | TrafficMessage
  | FarewellMessage
  | EndedMessage;

/** The key of this tab. */
export interface IdentityMessage {
  readonly kind: 'identity';
  /** The key's name, for {@link OpenMessage.key} after a reload. */
  readonly key: string;
  /** The line that `flwr supernode register` takes. */
  readonly openSshPublicKey: string;
  /** Whether the browser keeps the key after this visit. */
  readonly kept: boolean;
  /** If not: why, in a sentence for the page. */
  readonly reason?: string;
}

/**
 * What the client is doing.
 *
 * - `preparing`: reads examples, makes the model and its training graph
 * - `connecting`: asks to be admitted, also again after the server forgot it
 * - `waiting`: is a member, no message at the moment
 * - `training`, `evaluating`, `arranging` (keys, sums): works on a message
 * - `away`: the server cannot be reached; it keeps trying
 * - `leaving`: signs off
 */
export type ClientState =
  | 'preparing'
  | 'connecting'
  | 'waiting'
  | 'training'
  | 'evaluating'
  | 'arranging'
  | 'away'
  | 'leaving';

export interface StatusMessage {
  readonly kind: 'status';
  readonly state: ClientState;
  /** One sentence for the page: `'Training in round 3.'` */
  readonly text: string;
  /** Of the message that it works on. */
  readonly round?: number;
  /** Known once the node is admitted, in decimal: it does not fit a number. */
  readonly nodeId?: string;
}

/** Something that the page should tell once, below what it shows. */
export interface NoticeMessage {
  readonly kind: 'notice';
  readonly level: 'info' | 'warn' | 'error';
  /** A name for programs: `'codec'`, `'version'`, `'app-error'`. */
  readonly event: string;
  readonly text: string;
}

/** How the client trains, once its model is made. */
export interface EngineMessage {
  readonly kind: 'engine';
  /** One sentence: the engine, and whether it has a thread of its own. */
  readonly text: string;
  readonly model: string;
  readonly parameters: number;
  /** Examples to train and to test on. */
  readonly train: number;
  readonly test: number;
}

/** A message of the server that was answered. */
export interface RoundMessage {
  readonly kind: 'round';
  /** Undefined if the server gives no number. */
  readonly round?: number;
  readonly type: 'train' | 'evaluate';
  /** Seconds that the client worked on it. */
  readonly seconds: number;
  readonly examples?: number;
  /** Mean loss over the examples while training, or on the test examples. */
  readonly loss?: number;
  /** Of the test examples, from 0 to 1. */
  readonly accuracy?: number;
  /** Bytes that were received and sent for this message. */
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** What left, in a sentence: a model, an encoded update, masked numbers. */
  readonly left: string;
}

/** What the server can read from what the client sent in a round. */
export interface ReadableMessage {
  readonly kind: 'readable';
  readonly round?: number;
  /** One or two sentences for the page, also if nothing can be read: why not. */
  readonly text: string;
  /** Images computed from the update alone; empty if none can be. */
  readonly pictures: readonly ReadablePicture[];
  /** How many examples each class has, as computed from the update alone, by class. */
  readonly counts?: readonly number[];
}

export interface ReadablePicture {
  readonly label: string;
  /** `height × width × channels` bytes, ink 255. */
  readonly pixels: Uint8Array;
  readonly shape: ImageShape;
}

/** Bytes of all calls so far, failed tries included. */
export interface TrafficMessage {
  readonly kind: 'traffic';
  readonly calls: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/**
 * A signed call with which the page can sign the client off while it is being closed, when nothing waits for an
 * answer any more: `fetch(url, { method: 'POST', headers, body, keepalive: true })` at `pagehide`. Valid for about five
 * minutes; each one replaces the one before. `undefined` while there is nothing to sign off.
 */
export interface FarewellMessage {
  readonly kind: 'farewell';
  readonly call: SignedCall | undefined;
}

export interface SignedCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The last message after `join`, or after `open` if there can be no key. */
export interface EndedMessage {
  readonly kind: 'ended';
  /** Whether the client signed off because the page asked it to. */
  readonly left: boolean;
  /** One clear sentence: what went wrong, and what to do. */
  readonly error?: string;
}
