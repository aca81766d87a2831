import { process } from '../../../../src/platform/system';

declare const testSeed: string | undefined;

/** What test files and jest find as Node's process is the library's own. */
process.env.FEDERATED_TEST_SEED = testSeed;

export { process };
