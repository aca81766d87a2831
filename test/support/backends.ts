import { backendNames } from '../../src/models/backend';
import type { BackendName } from '../../src/models/backend';

/**
 * Runs a group of tests on every tfjs backend. Where tfjs-node is not installed its group is
 * reported as skipped, and the name says what would make it run.
 */
export function describeBackends(name: string, body: (backend: BackendName) => void): void {
  for (const backend of backendNames) {
    if (backend === 'tensorflow' && !tfjsNodeInstalled()) {
      const group = describe.skip;
      group(`${name} on ${backend} [skipped: run npm run setup:tfjs-node]`, () => {
        body(backend);
      });
    } else {
      describe(`${name} on ${backend}`, () => {
        body(backend);
      });
    }
  }
}

/** Whether tfjs-node is there with its binary. */
export function tfjsNodeInstalled(): boolean {
  try {
    require.resolve('@tensorflow/tfjs-node');
    return true;
  } catch {
    return false;
  }
}
