import { needsNode } from './needsNode';

export const execFile = needsNode('running another program');
export const spawn = needsNode('running another program');
export const spawnSync = needsNode('running another program');
export const once = needsNode('waiting for another program');

/** Functions with a callback are Node's; here they only say that they are not there. */
export const promisify =
  (body: (...given: unknown[]) => never) =>
  (...given: unknown[]): Promise<never> =>
    Promise.resolve().then(() => body(...given));
