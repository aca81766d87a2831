import { createRequire } from 'node:module';
import { childEnvironment, inside } from './paths.mjs';
import { findPython } from './python.mjs';
import { step } from './step.mjs';

/**
 * A Python with Flower for the tests. FEDERATED_TEST_FLOWER names one, or a version; otherwise the
 * newest is installed, once, in the environment that `npm run federation` uses. If that fails, the
 * reason is printed and the result is '': tests that need Flower are then skipped.
 */
export async function flowerForTests() {
  const { FEDERATED_TEST_FLOWER: named } = process.env;
  const version = /^\d+\.\d/.test(named ?? '') ? named : undefined;
  if (named !== undefined && version === undefined) return named;
  const { ensureFlower } = createRequire(import.meta.url)(
    inside('src', 'dist', 'flower', 'launch', 'ensureFlower.js'),
  );
  const options = { version, env: childEnvironment(), basePython: () => findPython() };
  try {
    const label = `Flower, ${version ?? 'the newest'}`;
    const { python } = await step(label, () => ensureFlower(options));
    return python;
  } catch (error) {
    console.error(`The tests that need Flower are skipped. ${error.message}`);
    return '';
  }
}
