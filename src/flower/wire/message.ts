import { FlowerFormatError } from './errors';
import type { Records } from './objects/records';
import type { Decoded, Init } from './shapes';

/** The envelope of a message. */
export interface MessageMetadata {
  readonly runId: bigint;
  /** The id of the message's object; empty in a message that has not been deflated yet. */
  readonly messageId: string;
  readonly srcNodeId: bigint;
  readonly dstNodeId: bigint;
  /** Empty in a message that is not a reply. */
  readonly replyToMessageId: string;
  /** The round, as Flower's strategies use it. */
  readonly groupId: string;
  /** Seconds after `createdAt` at which the message expires. */
  readonly ttl: number;
  /** `train`, `evaluate`, `query`, or one of these and an action: `train.fast`. */
  readonly messageType: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
  readonly srcTaskId?: bigint | undefined;
  readonly dstTaskId?: bigint | undefined;
}

/** Why a client cannot reply with content. */
export interface MessageError {
  /** One of {@link errorCodes}. */
  readonly code: number;
  readonly reason: string;
}

/** Flower's error codes in a reply. */
export const errorCodes = {
  unknown: 0,
  loadClientApp: 1,
  clientAppRaised: 2,
  messageUnavailable: 3,
  replyUnavailable: 4,
  nodeUnavailable: 5,
  modFailedPrecondition: 6,
  invalidFab: 7,
  clientAppCrashed: 8,
} as const;

/** A message: its envelope, and either content or an error. */
export interface FlowerMessage {
  readonly metadata: MessageMetadata;
  readonly content?: Records;
  readonly error?: MessageError;
}

/** What a reply carries. */
export type Reply = { readonly content: Records } | { readonly error: MessageError };

/**
 * The reply to a message: to its sender, with its type, run and group, valid as long as the
 * message.
 *
 * @param createdAt seconds since 1970
 */
export function replyTo(
  { metadata }: { readonly metadata: MessageMetadata },
  reply: Reply,
  createdAt: number = Date.now() / 1000,
): FlowerMessage {
  const { runId, groupId, messageType, srcTaskId, dstTaskId } = metadata;
  return {
    metadata: {
      runId,
      messageId: '',
      srcNodeId: metadata.dstNodeId,
      dstNodeId: metadata.srcNodeId,
      replyToMessageId: metadata.messageId,
      groupId,
      ttl: metadata.createdAt + metadata.ttl - createdAt,
      messageType,
      createdAt,
      srcTaskId: dstTaskId,
      dstTaskId: srcTaskId,
    },
    ...reply,
  };
}

/** The envelope of a decoded protobuf message. */
export function readMetadata(metadata: Decoded<'Metadata'> | undefined): MessageMetadata {
  if (!metadata) throw new FlowerFormatError('Message', 'has no metadata');
  const { runId, messageId, srcNodeId, dstNodeId, replyToMessageId, groupId } = metadata;
  const { ttl, messageType, createdAt, srcTaskId, dstTaskId } = metadata;
  if (!Number.isFinite(ttl) || !Number.isFinite(createdAt)) {
    throw new FlowerFormatError('Message', 'has a time that is not a finite number');
  }
  return {
    runId,
    messageId,
    srcNodeId,
    dstNodeId,
    replyToMessageId,
    groupId,
    ttl,
    messageType,
    createdAt,
    ...(srcTaskId === undefined ? {} : { srcTaskId }),
    ...(dstTaskId === undefined ? {} : { dstTaskId }),
  };
}

/**
 * A message without its records, as sent in `push-messages` with the object tree.
 *
 * @param messageId the id of the message's object
 */
export function messageHeader(
  { metadata, error }: FlowerMessage,
  messageId: string,
): Init<'Message'> {
  const header = { metadata: { ...metadata, messageId } };
  return error ? { ...header, error: errorProto(error) } : { ...header, content: {} };
}

/** An error in protobuf form. */
export function errorProto({ code, reason }: MessageError): Init<'Error'> {
  return { code: BigInt(code), reason };
}

/** The error of a decoded protobuf message. */
export function readError({ code, reason }: Decoded<'Error'>): MessageError {
  const number = Number(code);
  if (!Number.isSafeInteger(number)) throw new FlowerFormatError('Message', 'has no error code');
  return { code: number, reason };
}
