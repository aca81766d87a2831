import { expect } from 'expect';
import { configureGlobal } from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from 'jest-circus';
import { ModuleMocker } from 'jest-mock';
import { Buffer } from '../../../../src/platform/bytes';

const mocker = new ModuleMocker(globalThis);

/** What test files find without an import in Node.js under jest. */
Object.assign(globalThis, {
  ...{ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test },
  jest: {
    restoreAllMocks: () => {
      mocker.restoreAllMocks();
    },
    spyOn: mocker.spyOn.bind(mocker),
  },
  Buffer,
});

/** Fewer cases for each property than in Node.js, where all of them have run. */
configureGlobal({ numRuns: 20 });
