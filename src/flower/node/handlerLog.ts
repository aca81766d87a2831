import { counted } from '../../core/counted';
import { formatBytes } from '../../core/formatBytes';
import { requestParts } from '../app/clientApp';
import type { NodeEvent, NodeLog } from './log';
import { roundOf } from '../app/trainingConfig';
import type { PushedReply } from './transfer';
import type { FlowerMessage, MessageError, MessageMetadata } from '../wire/message';

/** What a log line is about: a message without its content. */
export interface Subject {
  readonly metadata: MessageMetadata;
  /** Known once the message has been read. */
  readonly round?: number;
}

/** The envelope and the round of a message. */
export function subjectOf({ metadata, content = new Map() }: FlowerMessage): Subject {
  try {
    const round = roundOf(requestParts(content).config, metadata.groupId);
    return { metadata, ...(round !== undefined && { round }) };
  } catch {
    return { metadata }; // the app will report what is wrong with it
  }
}

/** Logs what happens to each message: sizes, seconds and errors, never its content. */
export class HandlerLog {
  readonly #log: NodeLog;

  constructor(log: NodeLog) {
    this.#log = log;
  }

  /** @param start `performance.now()` before the transfer, also in the methods below */
  received(
    subject: Subject,
    { objects, bytes }: { readonly objects: number; readonly bytes: number },
    start: number,
  ): void {
    const seconds = secondsSince(start);
    const text = `${counted(objects, 'object')}, ${formatBytes(bytes)} received in ${seconds} s`;
    this.#say('info', 'message', subject, text, { objects, bytes, seconds });
  }

  gone(subject: Subject, { message: reason }: Error): void {
    this.#say('warn', 'message-gone', subject, `given up: ${reason}`);
  }

  broken(subject: Subject, reason: string, seconds: number): void {
    this.#say('warn', 'transfer-broken', subject, `${reason}; continuing in ${seconds} s`);
  }

  failed(subject: Subject, { code, reason }: MessageError): void {
    this.#say('error', 'app-error', subject, `answered with error ${code}: ${reason}`, { code });
  }

  replied(subject: Subject, pushed: PushedReply, appSeconds: number, start: number): void {
    const { objects, bytes } = pushed;
    if (objects === 0) {
      this.#say('warn', 'reply-unwanted', subject, 'the server no longer wanted the reply');
      return;
    }
    const seconds = secondsSince(start);
    const took = Number(appSeconds.toPrecision(3));
    const text = `answered after ${took} s; ${counted(objects, 'object')}, ${formatBytes(bytes)} sent in ${seconds} s`;
    this.#say('info', 'reply', subject, text, { objects, bytes, seconds, appSeconds: took });
  }

  #say(
    level: NodeEvent['level'],
    event: string,
    { metadata, round }: Subject,
    text: string,
    facts: Readonly<Record<string, number>> = {},
  ): void {
    const { runId, messageType } = metadata;
    const type = messageType.slice(0, 80);
    const name = round === undefined ? type : `round ${round}, ${type}`;
    const known = { runId, type, ...(round !== undefined && { round }), ...facts };
    this.#log({ level, event, text: `${name}: ${text}`, facts: known });
  }
}

function secondsSince(start: number): number {
  return Number(((performance.now() - start) / 1000).toPrecision(3));
}
