import { FederatedError } from '../../src/core/errors';
import { stopSignal } from '../../src/commands/stopSignal';

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What it listens with, taken from the process again. */
function listening(options: Parameters<typeof stopSignal>[0]) {
  const before = new Map(names.map((name) => [name, process.listeners(name)]));
  const controller = stopSignal(options);
  const listeners = names.map((name) => {
    const [own] = process.listeners(name).filter((one) => !before.get(name)!.includes(one));
    process.off(name, own);
    return () => {
      own(name);
    };
  });
  return { controller, listeners };
}

test('the first signal aborts and says which one it was; later ones call `again`', () => {
  const heard: string[] = [];
  const { controller, listeners } = listening({
    first: () => heard.push('first'),
    again: () => heard.push('again'),
  });
  expect(listeners).toHaveLength(3);
  expect(controller.signal.aborted).toBe(false);
  listeners[1]();
  expect(controller.signal.reason).toEqual(new FederatedError('stopped by SIGTERM'));
  listeners[0]();
  listeners[2]();
  expect(heard).toEqual(['first', 'again', 'again']);
  expect(controller.signal.reason).toEqual(new FederatedError('stopped by SIGTERM'));
});
