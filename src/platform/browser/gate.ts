/**
 * In a browser a thread can be ended at any time, so nothing has to keep it: the gate of Node.js has no
 * work to do here.
 */
import type * as node from '../node/gate';
import { Thread } from './threads';

/** No memory is needed. */
export const newGate: typeof node.newGate = () => new Int32Array(0);

/** The thread's side. */
export class RunGate {
  pass<T>(body: () => Promise<T>): Promise<T> {
    return body();
  }
}

/** Returns true: the thread can be ended. */
export const shutGate: typeof node.shutGate = () => true;

/** A thread like any other. */
export class GatedThread extends Thread {}
