/** A failure with a message for the person at the keyboard; printed without a stack trace. */
export class SetupError extends Error {
  name = 'SetupError';
}
