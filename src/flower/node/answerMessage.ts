import { FederatedError } from '../../core/errors';
import { requestParts } from '../app/clientApp';
import type { AppContext, ClientApp } from '../app/clientApp';
import { errorCodes } from '../wire/message';
import type { FlowerMessage, MessageError, Reply } from '../wire/message';

/** Ends an app that does not finish in time. */
class LateError extends FederatedError {}

/** How long a client app may take, and what ends it early. */
export interface AnswerOptions {
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/**
 * Runs a client app on a message. Anything the app throws becomes an error reply with Flower's code
 * 2, and an app that does not finish in time one with code 8; its own signal is then aborted.
 *
 * An app that blocks the thread cannot be stopped in its own process: that it is late is noticed
 * only when it finishes.
 *
 * @throws the reason of `options.signal` if that is aborted
 */
export async function answerMessage(
  app: ClientApp,
  { metadata, content = new Map() }: FlowerMessage,
  context: AppContext,
  options: AnswerOptions,
): Promise<Reply> {
  options.signal.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const { messageType, messageId, groupId } = metadata;
  const request = {
    messageType,
    messageId,
    groupId,
    ...requestParts(content),
    signal,
  };
  const end = performance.now() + options.seconds * 1000;
  const late = `the client app did not finish in ${Number(options.seconds.toPrecision(3))} s`;
  const timer = setTimeout(() => {
    controller.abort(new LateError(late));
  }, options.seconds * 1000);
  const stop = (): void => {
    controller.abort(options.signal.reason);
  };
  options.signal.addEventListener('abort', stop);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
  try {
    const answer = Promise.resolve().then(() => app(request, context));
    const content = await Promise.race([answer, aborted]);
    if (performance.now() > end) controller.abort(new LateError(late));
    signal.throwIfAborted();
    return { content };
  } catch (error) {
    options.signal.throwIfAborted();
    return {
      error:
        signal.reason instanceof LateError
          ? { code: errorCodes.clientAppCrashed, reason: late }
          : appError(error),
    };
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', stop);
  }
}

/** The reply's error for what a client app threw: its class and its message, in one line. */
export function appError(error: unknown): MessageError {
  const text =
    error instanceof Error
      ? `${error.name}: ${error.message}`
      : `the client app threw ${typeof error}`;
  return { code: errorCodes.clientAppRaised, reason: text.replaceAll(/\s+/g, ' ').slice(0, 500) };
}
