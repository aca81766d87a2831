const signalKey = Symbol.for('federated.interruption');
const global = globalThis as Record<symbol, unknown>;

/** Calls `body` as if a notebook's cell were running, whose signal the controller aborts. */
export async function withCell(
  body: (controller: AbortController) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  global[signalKey] = controller.signal;
  try {
    await body(controller);
  } finally {
    Reflect.deleteProperty(global, signalKey);
  }
}

/** Interrupts the cell as the kernel does. */
export function interruptCell(controller: AbortController): void {
  const reason = Object.assign(new Error('interrupted'), { name: 'InterruptedError' });
  controller.abort(reason);
}
