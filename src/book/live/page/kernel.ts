import type { FromKernel, ToKernel } from '../messages';

/** The worker that runs cells; a new one after each {@link KernelConnection.start}. */
export interface KernelConnection {
  /** Starts a worker; one that ran is ended, with all its variables. */
  start(): void;
  send(message: ToKernel): void;
}

/**
 * @param address of the kernel's program
 * @param receive called with each message, and when the worker cannot be started
 */
export function connectKernel(
  address: URL,
  receive: (message: FromKernel) => void,
): KernelConnection {
  let worker: Worker | undefined;
  return {
    start() {
      worker?.terminate();
      const own = new Worker(address, { type: 'module', name: 'kernel' });
      worker = own;
      own.onmessage = ({ data }: MessageEvent<FromKernel>) => {
        if (worker === own) receive(data);
      };
      own.onerror = (event) => {
        event.preventDefault();
        const reason = event.message || `${address.pathname} cannot be loaded`;
        if (worker === own) receive({ type: 'unable', reason });
      };
    },
    send(message) {
      worker?.postMessage(message);
    },
  };
}
