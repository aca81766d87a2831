import { expect } from 'expect';
import { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from 'jest-circus';
import { Buffer } from '../../../../src/platform/bytes';

/** What test files find without an import in Node.js under jest. */
Object.assign(globalThis, {
  ...{ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test },
  Buffer,
});
